/**
 * What a program can import: the path after `millrace` and the source file behind it. A library of the repository, `@millrace/x`, is `millrace/x`;
 * the engine with the usual sources and sinks is `millrace` itself, and its parts have short names.
 */
export const PUBLIC_ENTRIES: { readonly [path: string]: string } = {
  '.': 'apps/cli/src/index.ts',
  './functions': 'libs/engine/src/api/functions/index.ts',
  './sql': 'libs/engine/src/sql/index.ts',
  './values': 'libs/engine/src/values.ts',
  './testing': 'libs/engine/src/testing/conformance.ts',
  './analytics': 'libs/analytics/src/index.ts',
  './columns': 'libs/columns/src/index.ts',
  './errors': 'libs/errors/src/index.ts',
  './files': 'libs/files/src/index.ts',
  './formats': 'libs/log-parser/src/formats.ts',
  './hdfs-writer': 'libs/hdfs-writer/src/index.ts',
  './journal': 'libs/journal/src/index.ts',
  './kafka': 'libs/kafka/src/index.ts',
  './log-parser': 'libs/log-parser/src/index.ts',
  './log-parser/formats': 'libs/log-parser/src/formats.ts',
}

/** Programs: bin/millrace.js and the commands start them by their path. */
export const PROGRAMS: readonly string[] = [
  'libs/config/src/v8-flags.mjs',
  'apps/cli/src/main.ts',
  'apps/ingest/src/main.ts',
  'apps/analyzer/src/main.ts',
  'services/src/supervisor-main.ts',
]

/** Files besides modules, but for those that a module names by `new URL('path', import.meta.url)`. */
export const ASSETS: readonly string[] = ['LICENSE', 'data/nasa-1995-08-01.log.gz', 'services/poms/{kafka,hdfs}/*']
