import { type CommandHelp, defineOptions } from '@millrace/config'

export const journalOptions = defineOptions({
  journal: {
    type: 'path',
    default: 'data/journal.sqlite',
    env: 'MILLRACE_JOURNAL',
    positional: true,
    placeholder: 'file',
    help: 'The journal',
  },
  topic: { type: 'string', env: 'KAFKA_TOPIC', defaultText: 'every one', help: 'Only this topic' },
  removeReader: {
    type: 'string',
    placeholder: 'reader',
    help: 'Forget this reader of --topic, so that retention no longer waits for it',
  },
  json: { type: 'boolean', help: 'Print one JSON document' },
})

/** What `--help` says besides the options. */
export const journalHelp: CommandHelp = {
  name: 'millrace journal',
  summary: 'What an embedded journal holds: topics, partitions, and how far their readers are.',
  examples: [
    'millrace journal data/journal.sqlite',
    'millrace journal --topic logs --remove-reader /old/warehouse/logs.checkpoint',
  ],
  notes: [
    'An analyzer reads under the name of its checkpoint. With a limit (ingest --retention-bytes, --retention-age) a journal keeps what its readers have not taken: forget one that will not come back. While ingest is writing nobody else may, and no reader can be removed.',
  ],
}
