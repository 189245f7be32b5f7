import { type CommandHelp, defineOptions, type OptionValues } from '@millrace/config'
import { locationOptions } from '@millrace/hdfs-writer/location-options'
import { kafkaSecurityOptions } from '@millrace/kafka/security-options'

export const analyzerOptions = defineOptions({
  kafka: {
    type: 'list',
    env: 'KAFKA_BROKERS',
    placeholder: 'host:port',
    group: 'Source',
    help: 'Kafka brokers to read from; without them the embedded journal is read',
  },
  topic: {
    type: 'string',
    default: 'logs',
    env: 'KAFKA_TOPIC',
    group: 'Source',
    help: 'Topic of Kafka or of the journal',
  },
  journal: {
    type: 'path',
    default: 'data/journal.sqlite',
    env: 'MILLRACE_JOURNAL',
    group: 'Source',
    help: 'The embedded journal, where no Kafka is given',
  },
  startingOffsets: {
    type: 'string',
    default: 'earliest',
    placeholder: 'earliest|latest|json',
    group: 'Source',
    help: 'Where a new query starts, or {"topic":{"0":23}} (-1 latest, -2 earliest); Spark\'s default is latest',
  },
  maxOffsetsPerTrigger: {
    type: 'integer',
    min: 1,
    group: 'Source',
    help: 'Most records of a batch',
    defaultText: '2000000, so that a backlog never becomes one batch',
  },
  failOnDataLoss: {
    type: 'boolean',
    default: true,
    group: 'Source',
    help: 'End with an error when records that were not read yet are gone',
  },
  consumerGroup: {
    type: 'string',
    group: 'Source',
    help: 'Kafka group to which offsets are mirrored for lag monitors',
  },
  format: {
    type: 'string',
    default: 'weblog',
    placeholder: 'format',
    group: 'Source',
    help: 'Log format: a name, or a format string with % or $; weblog takes common and combined, line by line',
  },

  table: {
    type: 'location',
    default: 'data/warehouse/logs',
    aliases: ['hdfs'],
    env: ['MILLRACE_TABLE', 'HDFS_URL'],
    group: 'Table',
    help: 'Parquet table: a directory, or a WebHDFS URL such as http://namenode:9870/warehouse/logs',
  },
  checkpoint: {
    type: 'location',
    env: 'MILLRACE_CHECKPOINT',
    group: 'Table',
    help: 'Checkpoint of the query',
    defaultText: '<table>.checkpoint',
  },
  parquet: {
    type: 'choice',
    choices: ['default', 'plain'],
    default: 'default',
    group: 'Table',
    help: 'default: zstd and dictionaries; plain: PLAIN and snappy, for simple readers',
  },
  sparkMetadata: {
    type: 'boolean',
    group: 'Table',
    help: "Keep Spark's log of the tables' files, _spark_metadata, by which Spark's batch reads see batches as a whole",
  },
  compactEvery: {
    type: 'duration',
    min: '1s',
    env: 'MILLRACE_COMPACT_EVERY',
    group: 'Table',
    help: 'Merge small files of the table and the quarantine so often, in the background (never with --once)',
    defaultText: 'never; `millrace compact` does it too',
  },
  compactOlderThan: {
    type: 'duration',
    default: '1h',
    min: '0s',
    group: 'Table',
    help: 'Only files that were not changed for so long are merged',
  },
  keep: {
    type: 'duration',
    min: '1d',
    group: 'Table',
    help: 'With --compact-every: drop partitions of days that are so long before the newest day in the table',
    defaultText: 'keep all',
  },
  adopt: {
    type: 'boolean',
    group: 'Table',
    help: 'Take over a table that has files but no checkpoint, or begin a new one with a checkpoint that has batches',
  },
  ...locationOptions,

  trigger: {
    type: 'duration',
    default: '10s',
    min: '0s',
    env: 'MILLRACE_TRIGGER',
    group: 'Run',
    help: 'Time between batches',
  },
  once: { type: 'boolean', group: 'Run', help: "Take what is there now, in batches, and end (Spark's availableNow)" },
  workers: {
    type: 'integer',
    min: 0,
    max: 64,
    group: 'Run',
    help: 'Worker threads; 0 does everything in one thread',
    defaultText: 'one per core, at most 4',
  },
  stateMemory: {
    type: 'size',
    env: 'MILLRACE_STATE_MEMORY',
    group: 'Run',
    help: 'Most memory for state, beyond which it goes to local disk',
    defaultText: 'a quarter of what the process may have',
  },
  stateDirectory: {
    type: 'path',
    env: 'MILLRACE_STATE_DIRECTORY',
    group: 'Run',
    help: 'Folder on local disk for state beyond the memory',
    defaultText: "the system's temporary folder",
  },
  top: { type: 'integer', default: 10, min: 1, max: 100000, group: 'Run', help: 'Rows of the ranked lists' },
  port: {
    type: 'integer',
    default: 4000,
    min: 0,
    max: 65535,
    env: 'MILLRACE_PORT',
    group: 'Run',
    help: 'Port of the HTTP API; 0 takes a free one',
  },
  host: {
    type: 'string',
    default: '127.0.0.1',
    env: 'MILLRACE_HOST',
    group: 'Run',
    help: 'Address that the HTTP API listens on',
  },
  http: { type: 'boolean', default: true, group: 'Run', help: 'Serve the HTTP API (never with --once)' },
  tables: { type: 'boolean', default: true, group: 'Run', help: 'Print the analyses after every batch' },

  ...kafkaSecurityOptions,
})

/** The values of the analyzer's options. */
export type AnalyzerOptions = OptionValues<typeof analyzerOptions>

/** What `--help` says besides the options. */
export const analyzerHelp: CommandHelp = {
  name: 'analyzer',
  summary:
    'Polls Kafka or the embedded journal, parses log lines into columns, keeps the analyses exactly once, and writes Parquet to a directory or to HDFS.',
  examples: [
    'nx run analyzer:serve -- --kafka 127.0.0.1:9092 --topic logs --table http://127.0.0.1:9870/warehouse/logs --trigger 10s',
    'nx run analyzer:serve -- --once',
  ],
  notes: [
    'A batch is committed as a whole: the lines table, <table>.quarantine, <table>.analyses and the state. After a crash the same command continues without losing or doubling a line.',
  ],
}
