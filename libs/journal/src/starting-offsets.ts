import { MillraceError } from '@millrace/errors'
import type { TopicState } from './journal-reader.ts'

/** Where a new query starts: a word, or Spark's JSON `{"logs":{"0":23,"1":-2}}` (-2 earliest, -1 latest). */
export type StartingOffsets = 'earliest' | 'latest' | (string & {})

const EARLIEST = -2
const LATEST = -1

/** The first offset to read in every partition. @throws MillraceError MILLRACE_USAGE when they cannot be understood. */
export function startingOffsets(starting: StartingOffsets, topicName: string, topic: TopicState): Map<number, number> {
  const given = starting === 'earliest' || starting === 'latest' ? null : parse(starting, topicName)
  return new Map(
    topic.partitions.map(({ partition, start, end }) => {
      const word = starting === 'latest' ? LATEST : EARLIEST
      const offset = given?.[partition] ?? word
      return [partition, offset === EARLIEST ? start : offset === LATEST ? end : offset]
    }),
  )
}

/** Checks the text alone, before anything is opened. */
export function checkStartingOffsets(starting: StartingOffsets, topicName: string): void {
  if (starting !== 'earliest' && starting !== 'latest') parse(starting, topicName)
}

function parse(text: string, topicName: string): Record<string, number> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw refused(text, topicName)
  }
  const partitions = (json as Record<string, unknown> | null)?.[topicName]
  if (partitions === null || typeof partitions !== 'object') throw refused(text, topicName)
  for (const [partition, offset] of Object.entries(partitions)) {
    if (!/^\d+$/.test(partition) || !Number.isSafeInteger(offset) || offset < EARLIEST) throw refused(text, topicName)
  }
  return partitions as Record<string, number>
}

const refused = (text: string, topicName: string): MillraceError =>
  new MillraceError(
    'MILLRACE_USAGE',
    `Starting offsets ${JSON.stringify(text)} are not earliest, latest or JSON such as {"${topicName}":{"0":23}}.`,
  )
