import { MillraceError } from '@millrace/errors'
import type { TopicState } from './journal-reader.ts'

/** Where a new query starts: a word, or Spark's JSON `{"logs":{"0":23,"1":-2}}` (-2 earliest, -1 latest). */
export type StartingOffsets = 'earliest' | 'latest' | (string & {})

const EARLIEST = -2
const LATEST = -1

/**
 * The first offset to read in every partition; none while the topic does not exist (null).
 *
 * @throws MillraceError MILLRACE_USAGE when they cannot be understood or name partitions that there are not.
 */
export function startingOffsets(
  starting: StartingOffsets,
  topicName: string,
  topic: TopicState | null,
): Map<number, number> {
  const given = starting === 'earliest' || starting === 'latest' ? null : parse(starting, topicName)
  const partitions = topic?.partitions ?? []
  const unknown = Object.keys(given ?? {}).filter(name => !partitions.some(p => p.partition === Number(name)))
  if (unknown.length > 0) {
    const there = topic === null ? 'the topic does not exist' : `it has the partitions 0 to ${partitions.length - 1}`
    throw new MillraceError(
      'MILLRACE_USAGE',
      `Starting offsets are given for the partitions ${unknown.join(', ')} of ${topicName}, but ${there}.`,
    )
  }
  return new Map(
    partitions.map(({ partition, start, end }) => {
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
  if (json === null || typeof json !== 'object' || Object.keys(json).some(name => name !== topicName))
    throw refused(text, topicName)
  const partitions = (json as Record<string, unknown>)[topicName]
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
