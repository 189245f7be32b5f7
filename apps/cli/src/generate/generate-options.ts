import { type CommandHelp, defineOptions } from '@millrace/config'

/** What every generator takes. */
const COMMON = {
  lines: { type: 'integer', min: 0, default: 100_000, help: 'How many lines' },
  seed: { type: 'integer', min: 0, default: 1, help: 'Another seed gives other lines' },
  start: { type: 'string', default: '2015-05-17', placeholder: 'yyyy-mm-dd', help: 'First day, from midnight UTC on' },
  days: { type: 'number', min: 0.001, max: 36_500, default: 1, help: 'Over how many days the lines are spread' },
  damage: { type: 'number', min: 0, max: 1, default: 0, help: 'Share of lines that are damaged' },
  out: { type: 'path', default: '-', placeholder: 'file', help: 'Where to write; - is standard output' },
} as const

export const webOptions = defineOptions({
  ...COMMON,
  format: { type: 'choice', choices: ['combined', 'common'], default: 'combined', help: 'Log format' },
  oddities: { type: 'number', min: 0, max: 1, default: 0.002, help: 'Share of lines that are legal but odd' },
  hosts: { type: 'integer', min: 1, max: 2_000_000, default: 20_000, help: 'Different hosts' },
  paths: { type: 'integer', min: 1, max: 2_000_000, default: 3000, help: 'Different paths' },
})

export const csvOptions = defineOptions(COMMON)

export const webHelp: CommandHelp = {
  name: 'millrace generate web',
  summary:
    'Writes realistic traffic of a web server: hosts and paths by Zipf’s law, a daily curve, servers in several time zones.',
  examples: ['millrace generate web --lines 2000000 --days 5 --damage 0.001 --out access.log'],
  notes: [
    'The same options give the same bytes on every machine. Damaged lines are cut short, torn, binary, without a field, or have impossible dates or statuses, invalid UTF-8, NUL bytes, CRLF or megabytes of path; some of them still parse.',
  ],
}

export const csvHelp: CommandHelp = {
  name: 'millrace generate csv',
  summary:
    'Writes a web log as comma-separated values with a heading: address, time without zone, request, status; CRLF.',
  examples: ['millrace generate csv --lines 16000 --damage 0.03 --start 2017-11-29 --days 90 --out weblog.csv'],
  notes: ['The same options give the same bytes on every machine. Damaged lines are messages of shells, or empty.'],
}
