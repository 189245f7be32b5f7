import { type CommandHelp, defineOptions } from '@millrace/config'
import { locationOptions } from '@millrace/hdfs-writer/location-options'

export const inspectOptions = defineOptions({
  path: {
    type: 'location',
    positional: true,
    required: true,
    help: 'A Parquet file or a table of such files, on local disk or in HDFS',
  },
  verify: { type: 'boolean', help: 'Read every page of every file; exit code 1 where one is damaged' },
  files: { type: 'boolean', help: 'List each file of a table' },
  json: { type: 'boolean', help: 'Print one JSON document, with every file and row group' },
  ...locationOptions,
})

/** What `--help` says besides the options. */
export const inspectHelp: CommandHelp = {
  name: 'millrace inspect',
  summary: 'What a Parquet file or a table is made of: schema, row groups, encodings, sizes, statistics, partitions.',
  examples: [
    'millrace inspect data/warehouse/logs',
    'millrace inspect data/warehouse/logs.analyses/hosts.parquet',
    'millrace inspect http://namenode:9870/warehouse/logs --verify',
  ],
  notes: ['Reads the ends of files only, unless --verify is given. Exit code 1 where a file is damaged.'],
}
