import { helpText, parseOptions, wantsHelp } from '@millrace/config'
import { MillraceError } from '@millrace/errors'
import { describeJournal, removeReader, type TopicDescription } from '@millrace/journal'
import { textTable } from '../text-table.ts'
import { journalHelp, journalOptions } from './journal-options.ts'

/** `millrace journal [file]`: shows a journal, or makes it forget a reader. */
export async function journalCommand(args: string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(journalHelp, journalOptions))
    return 0
  }
  const { journal, topic, removeReader: reader, json } = parseOptions(journalOptions, args)
  if (reader !== undefined) {
    await forget(journal, topic, reader)
    return 0
  }
  const topics = (await describeJournal(journal)).filter(({ name }) => topic === undefined || name === topic)
  if (topic !== undefined && topics.length === 0) throw noTopic(journal, topic)
  process.stdout.write(json ? `${JSON.stringify({ journal, topics }, null, 2)}\n` : journalText(journal, topics))
  return 0
}

async function forget(journal: string, topic: string | undefined, reader: string): Promise<void> {
  if (topic === undefined)
    throw new MillraceError('MILLRACE_USAGE', '--remove-reader: the topic is missing; expected --topic <text> too.')
  if (await removeReader(journal, topic, reader)) return
  const readers = (await describeJournal(journal)).find(({ name }) => name === topic)?.readers
  if (readers === undefined) throw noTopic(journal, topic)
  const names = readers.map(({ name }) => name).join(', ') || 'none'
  throw new MillraceError(
    'MILLRACE_USAGE',
    `--remove-reader: ${topic} has no reader ${reader}; expected one of ${names}.`,
  )
}

const noTopic = (journal: string, topic: string): MillraceError =>
  new MillraceError('MILLRACE_INPUT_MISSING', `The journal ${journal} has no topic ${topic}.`)

function journalText(journal: string, topics: readonly TopicDescription[]): string {
  return [`Journal     ${journal}\n`, ...topics.map(topicText)].join('\n')
}

function topicText({ name, id, created, retention, partitions, readers }: TopicDescription): string {
  const facts = [
    ['Topic', name],
    ['Id', id],
    ['Created', instant(created)],
    ['Keeps', keeps(retention)],
  ]
  const rows = partitions.map(p =>
    [p.partition, p.startOffset, p.endOffset, p.endOffset - p.startOffset, p.bytes].map(String),
  )
  const reading = readers.map(reader => [
    reader.name,
    String(
      partitions.reduce((sum, p) => sum + p.endOffset - Math.max(reader.offsets[p.partition] ?? 0, p.startOffset), 0),
    ),
    instant(reader.updated),
  ])
  return [
    facts.map(([fact, value]) => `${fact.padEnd(12)}${value}\n`).join(''),
    textTable(['partition', 'start offset', 'end offset', 'lines', 'bytes'], rows),
    ...(reading.length === 0 ? [] : [textTable(['reader', 'lines behind', 'updated'], reading)]),
  ].join('\n')
}

function keeps({ bytes, ageMs }: TopicDescription['retention']): string {
  if (bytes === undefined && ageMs === undefined) return 'everything'
  const limits = [
    ...(bytes === undefined ? [] : [`${bytes} bytes`]),
    ...(ageMs === undefined ? [] : [`${ageMs / 1000} s`]),
  ]
  return `${limits.join(', ')}, and what its readers have not taken`
}

const instant = (milliseconds: number): string => new Date(milliseconds).toISOString()
