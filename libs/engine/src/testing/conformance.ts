/** Suites that any implementation of Source and Sink can run, in any test runner: `for (const { name, run } of checks) test(name, run)`. */
export type { ConformanceCheck } from './conformance-check.ts'
export { MemoryFileSystem } from './memory-file-system.ts'
export { CONFORMANCE_SCHEMA, type SinkFixture, sinkConformance } from './sink-conformance.ts'
export { type SourceFixture, sourceConformance } from './source-conformance.ts'
