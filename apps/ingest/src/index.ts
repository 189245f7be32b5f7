export { checkOptions, type IngestParts, ingest } from './ingest.ts'
export { type IngestOptions, ingestHelp, ingestOptions } from './options.ts'
