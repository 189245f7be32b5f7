import { type CommandHelp, defineOptions } from '@millrace/config'

export const sqlOptions = defineOptions({
  statements: {
    type: 'string',
    positional: true,
    required: true,
    placeholder: 'sql',
    help: 'Statements, or a file whose name ends in .sql; - for stdin',
  },
  output: {
    type: 'choice',
    choices: ['table', 'tsv', 'csv', 'jsonl'],
    default: 'table',
    help: 'Form of the results; jsonl is one object a statement',
  },
  table: {
    type: 'string',
    repeatable: true,
    placeholder: 'name=path',
    help: 'A file, or a directory of files, as a table: .parquet, .csv (with a header), .jsonl, .json, or a web log, plain or compressed; - is a log on stdin',
  },
  format: {
    type: 'string',
    default: 'weblog',
    placeholder: 'format',
    help: 'Log format of tables that are web logs: a name, a format string with % or $, or auto',
  },
  timeZone: { type: 'string', default: 'UTC', placeholder: 'zone', help: "The session's time zone" },
  keepGoing: { type: 'boolean', help: 'Go on with the next statement after an error' },
})

/** What `--help` says besides the options. */
export const sqlHelp: CommandHelp = {
  name: 'millrace sql',
  summary: "Spark's SQL over files and inline tables.",
  examples: [
    'millrace sql "select status, count(*) from logs group by status order by 1" --table logs=access.log',
    'millrace sql "select dt, count(*) from lines group by dt" --table lines=data/warehouse/logs',
    'millrace sql report.sql --output jsonl --keep-going',
  ],
  notes: [
    'Lines of a log that are malformed are in no row; how many is said on standard error. Exit code 1 when a statement failed.',
  ],
}
