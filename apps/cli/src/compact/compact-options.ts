import { type CommandHelp, defineOptions } from '@millrace/config'
import { locationOptions } from '@millrace/hdfs-writer/location-options'

export const compactOptions = defineOptions({
  table: {
    type: 'location',
    positional: true,
    required: true,
    placeholder: 'table',
    help: 'Table: a directory, or a WebHDFS URL such as http://namenode:9870/warehouse/logs',
  },
  target: { type: 'size', default: '128MB', min: '1kB', help: 'Size of a merged file, at most' },
  olderThan: {
    type: 'duration',
    default: '1h',
    min: '0s',
    help: 'Only files that were not changed for so long',
  },
  keep: {
    type: 'duration',
    min: '1d',
    help: 'Drop partitions of days that are so long before the newest day in the table',
    defaultText: 'keep all',
  },
  grace: {
    type: 'duration',
    default: '10m',
    min: '0s',
    help: 'How long replaced files are kept, beside the table, for readers that have listed them',
  },
  checkpoint: {
    type: 'location',
    help: "Checkpoint of the table's query",
    defaultText: 'the one that the table records',
  },
  skipDamaged: { type: 'boolean', help: 'Leave damaged files where they are, and merge the others' },
  dryRun: { type: 'boolean', help: 'Say what would be done, and change nothing' },
  threads: { type: 'integer', min: 0, max: 64, default: 2, help: 'Files that are made at the same time' },
  json: { type: 'boolean', help: 'Print one JSON document' },
  ...locationOptions,
})

export const compactHelp: CommandHelp = {
  name: 'millrace compact',
  summary: 'Merges the small files that batches have left in a table, and drops old partitions.',
  examples: [
    'millrace compact data/warehouse/logs --dry-run',
    'millrace compact http://namenode:9870/warehouse/logs --older-than 1d --keep 30d',
  ],
  notes: [
    'Takes files of committed batches only; the query may be running. `millrace query`, `millrace sql` and notebooks see every row once at every moment. Who lists the directory on its own may see rows twice for as long as it takes to move the replaced files away.',
    'It may be ended at any point: the next run goes on. See docs/guide/compaction.md.',
  ],
}
