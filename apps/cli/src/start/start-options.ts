import { type CommandHelp, defineOptions } from '@millrace/config'

export const startOptions = defineOptions({
  once: { type: 'boolean', help: 'Take everything at full speed, print the analyses, and end' },
  file: {
    type: 'path',
    repeatable: true,
    positional: true,
    help: 'Log file to stream instead of the bundled day of NASA requests',
  },
  rate: { type: 'number', default: 500, min: 0, help: 'Lines a second that ingest sends; 0 is full speed' },
  trigger: { type: 'duration', default: '10s', help: 'Time between batches' },
  table: { type: 'location', default: 'data/warehouse/logs', help: 'Where the Parquet table goes' },
  journal: { type: 'path', default: 'data/journal.sqlite', help: 'The embedded journal' },
  port: { type: 'integer', default: 4000, min: 0, max: 65535, help: 'Port of the HTTP API on 127.0.0.1' },
})

/** How it is called: in a clone by npm, which wants `--` before options. */
const [command, withOptions] = import.meta.url.endsWith('.ts')
  ? ['npm start', 'npm start --']
  : ['millrace start', 'millrace start']

/** What `--help` says besides the options. */
export const startHelp: CommandHelp = {
  name: withOptions,
  summary:
    'Streams a day of real web requests into the embedded journal and analyses it every 10 seconds: no server, no configuration.',
  examples: [command, `${withOptions} --once`, `${withOptions} --file access.log --rate 0`],
}
