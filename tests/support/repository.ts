import { fileURLToPath } from 'node:url'

/** Absolute path of a file of this repository. */
export const repositoryFile = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

export const MILLRACE = repositoryFile('apps/cli/bin/millrace.mjs')
export const INGEST = repositoryFile('apps/ingest/src/main.ts')
export const ANALYZER = repositoryFile('apps/analyzer/src/main.ts')

/** The bundled logs: a day in the common format, four days in the combined format with one line cut short. */
export const NASA_DAY = repositoryFile('data/nasa-1995-08-01.log.gz')
export const COMBINED_SAMPLE = repositoryFile('data/apache-combined.log.gz')
