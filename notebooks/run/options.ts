import { type CommandHelp, defineOptions, type OptionValues } from '@millrace/config'

/** Options of `npm run notebooks`. */
export const notebooksOptions = defineOptions({
  execute: { type: 'boolean', help: 'Run both notebooks without a browser and end' },
  install: { type: 'boolean', help: 'Install what is missing and end' },
  save: { type: 'boolean', help: 'With --execute, keep the outputs in the notebooks of the repository' },
  logs: {
    type: 'path',
    repeatable: true,
    positional: true,
    help: 'Log files that the sample analyzer reads',
    defaultText: 'data/nasa-1995-08-01.log.gz',
  },
  table: {
    type: 'location',
    env: ['MILLRACE_TABLE', 'HDFS_URL'],
    help: 'Table of an analyzer of yours; no sample analyzer is started',
  },
  analyzer: {
    type: 'string',
    env: 'MILLRACE_ANALYZER',
    placeholder: 'URL',
    help: 'HTTP API of an analyzer of yours, for live.ipynb',
    defaultText: 'http://127.0.0.1:4000',
  },
})

export type NotebooksOptions = OptionValues<typeof notebooksOptions>

export const notebooksHelp: CommandHelp = {
  name: 'npm run notebooks --',
  summary: 'Sets up Jupyter and a TypeScript kernel, and opens the notebooks over a table that an analyzer writes.',
  examples: [
    'npm run notebooks',
    'npm run notebooks -- --execute',
    'npm run notebooks -- NASA_access_log_Jul95.gz NASA_access_log_Aug95.gz',
    'npm run notebooks -- --table http://namenode:9870/warehouse/logs --analyzer http://127.0.0.1:4000',
  ],
}
