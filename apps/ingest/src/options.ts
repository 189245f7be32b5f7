import { type CommandHelp, defineOptions, type OptionValues } from '@millrace/config'
import { kafkaSecurityOptions } from '@millrace/kafka/security-options'

/** Every option of ingest. */
export const ingestOptions = defineOptions({
  file: {
    type: 'path',
    repeatable: true,
    positional: true,
    group: 'Input',
    help: 'File, glob or directory to read; - is standard input. Plain, gzip and zstd are told apart by content',
  },
  follow: {
    type: 'boolean',
    group: 'Input',
    help: 'Go on reading as tail -F does, through rotation and truncation',
  },
  again: { type: 'boolean', group: 'Input', help: 'Send from the start what was sent before' },
  rate: { type: 'number', min: 0.001, group: 'Input', placeholder: 'lines/s', help: 'Send so many lines a second' },
  speed: {
    type: 'number',
    min: 0.001,
    group: 'Input',
    placeholder: 'factor',
    help: "Replay by the log's own clock, so many times as fast: 60 is a minute a second",
  },
  poll: {
    type: 'duration',
    default: '250ms',
    min: '10ms',
    group: 'Input',
    help: 'With --follow, time between looks for something new',
  },
  rotationWait: {
    type: 'duration',
    default: '10s',
    group: 'Input',
    help: 'With --follow, a rotated file is given up after so long without new lines',
  },
  maxLine: {
    type: 'size',
    default: '64MiB',
    min: '1kB',
    group: 'Input',
    help: 'A longer line, or one that the target does not take, goes to the quarantine',
  },
  quarantine: {
    type: 'path',
    group: 'Input',
    help: 'Directory for refused lines',
    defaultText: 'ingest-quarantine/<topic> beside the journal, or under data',
  },
  kafka: { type: 'list', env: 'KAFKA_BROKERS', placeholder: 'host:port', group: 'Target', help: 'Kafka brokers' },
  journal: {
    type: 'path',
    env: 'MILLRACE_JOURNAL',
    group: 'Target',
    help: 'Embedded journal, used when no --kafka is given',
    defaultText: 'data/journal.sqlite',
  },
  topic: { type: 'string', env: 'KAFKA_TOPIC', default: 'logs', group: 'Target', help: 'Topic' },
  retentionBytes: {
    type: 'size',
    min: '1kB',
    group: 'Target',
    help: 'The journal keeps about so many stored bytes of the topic, and what its readers have not taken',
    defaultText: 'all',
  },
  retentionAge: {
    type: 'duration',
    min: '1s',
    group: 'Target',
    help: 'The journal keeps lines for so long, and what its readers have not taken',
    defaultText: 'for ever',
  },
  partitions: { type: 'integer', min: 1, max: 10000, group: 'Target', help: 'Partitions of a topic that is made' },
  replication: { type: 'integer', min: 1, max: 100, group: 'Target', help: 'Replicas of a Kafka topic that is made' },
  id: {
    type: 'string',
    env: 'MILLRACE_INGEST_ID',
    placeholder: 'name',
    group: 'Target',
    help: 'Name of this ingest, where several send to one Kafka topic: the last one started under a name takes over',
  },
  compression: {
    type: 'choice',
    choices: ['zstd', 'gzip', 'none'],
    default: 'zstd',
    group: 'Target',
    help: 'Compression of record batches',
  },
  key: {
    type: 'choice',
    choices: ['none', 'host'],
    default: 'none',
    group: 'Target',
    help: 'Record key; host (the first word) keeps the lines of a host together and in order',
  },
  transactionSize: {
    type: 'size',
    default: '4MB',
    min: '1kB',
    max: '256MB',
    group: 'Target',
    help: 'Bytes of lines committed together',
  },
  linger: {
    type: 'duration',
    default: '200ms',
    max: '60s',
    group: 'Target',
    help: 'Longest wait of a line for its transaction',
  },
  ...kafkaSecurityOptions,
  progressInterval: {
    type: 'duration',
    default: '10s',
    help: 'Time between progress lines where there is no terminal; 0 for none',
  },
})

/** The values of ingest's options. */
export type IngestOptions = OptionValues<typeof ingestOptions>

/** What `--help` says besides the options. */
export const ingestHelp: CommandHelp = {
  name: 'ingest',
  summary: 'Streams log lines from files, directories or standard input into a Kafka topic or the embedded journal.',
  examples: [
    'nx run ingest:serve -- --file access.log --kafka 127.0.0.1:9092 --topic logs',
    'nx run ingest:serve -- --file /var/log/nginx --follow',
    'zcat old.gz | nx run ingest:serve -- --file -',
  ],
  notes: [
    'Lines and positions are committed together: after a crash or kill, the same command continues without losing or doubling a line of a file. Standard input and pipes have no position: their lines are sent at least once.',
  ],
}
