import { type CommandHelp, defineOptions } from '@millrace/config'
import { locationOptions } from '@millrace/hdfs-writer/location-options'

export const queryOptions = defineOptions({
  statements: {
    type: 'string',
    positional: true,
    required: true,
    placeholder: 'sql',
    help: 'A query in SQL as DuckDB understands it, or a file whose name ends in .sql; - for stdin',
  },
  table: {
    type: 'string',
    repeatable: true,
    placeholder: '[name=]path|url',
    help: 'A table of Parquet files, or one such file; the first without a name is called logs',
  },
  output: {
    type: 'choice',
    choices: ['table', 'json', 'csv', 'arrow', 'parquet'],
    default: 'table',
    help: 'Form of the result; arrow is an IPC stream',
  },
  file: { type: 'path', help: 'File for the result instead of standard output; it appears when it is complete' },
  skipDamaged: { type: 'boolean', help: 'Leave out damaged files, and say which, instead of refusing' },
  cacheDirectory: {
    type: 'path',
    env: 'MILLRACE_CACHE',
    group: 'Cache of files from HDFS',
    help: 'Where they are kept',
    defaultText: '$XDG_CACHE_HOME/millrace/hdfs, else ~/.cache/millrace/hdfs',
  },
  cacheSize: {
    type: 'size',
    default: '4GB',
    group: 'Cache of files from HDFS',
    help: 'Most that is kept; what was not used for longest goes first',
  },
  ...locationOptions,
})

/** What `--help` says besides the options. */
export const queryHelp: CommandHelp = {
  name: 'millrace query',
  summary: "DuckDB's SQL over stored tables, on local disk or in HDFS.",
  examples: [
    'millrace query "select status, count(*) from logs group by 1" --table data/warehouse/logs',
    'millrace query "from logs where dt = \'1995-08-01\' limit 5" --table http://namenode:9870/warehouse/logs',
    'millrace query "from logs_analyses.hosts" --table data/warehouse/logs --output json',
  ],
  notes: [
    'The analyses of the table NAME are NAME_analyses.<analysis>. Of several statements the result of the last is printed.',
    "`millrace sql` is Millrace's own engine with Spark's semantics, over text files too; its dialect is another.",
  ],
}
