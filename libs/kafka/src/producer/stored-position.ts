import type { SourcePosition } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'

/** A source's position as the positions topic holds it. */
export interface StoredPosition {
  readonly position: SourcePosition
  /** Id of the topic that holds the lines up to the position; null where it was stored without one. */
  readonly topicId: string | null
}

/** The record value: `{"topicId":"…","position":{…}}`. */
export const storedPositionJson = (position: SourcePosition, topicId: string): string =>
  JSON.stringify({ topicId, position })

/** Reads a record value; the bare position, which has no topic id, is understood too. Undefined for anything else. */
export function parseStoredPosition(value: string): StoredPosition | undefined {
  let json: unknown
  try {
    json = JSON.parse(value)
  } catch {
    return undefined
  }
  if (!isObject(json)) return undefined
  const { topicId, position } = json
  if (typeof topicId === 'string' && isObject(position)) return { topicId, position: position as SourcePosition }
  return { topicId: null, position: json as SourcePosition }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/**
 * The positions whose lines are in the topic with this id: a topic that was deleted and made again does not have them. Once
 * some belong to the new topic, those of the deleted one are left out.
 *
 * @throws MillraceError MILLRACE_KAFKA_TOPIC_RECREATED when all that name a topic name another one.
 */
export function positionsIn(
  topic: { readonly name: string; readonly id: string },
  stored: ReadonlyMap<string, StoredPosition>,
): Map<string, SourcePosition> {
  const all = [...stored]
  const current = all.filter(([, { topicId }]) => topicId === null || topicId === topic.id)
  if (current.length < all.length && !current.some(([, { topicId }]) => topicId === topic.id)) {
    throw topicRecreated(topic.name, 'since positions were stored for it')
  }
  return new Map(current.map(([id, { position }]) => [id, position]))
}

export const topicRecreated = (topic: string, when: string): MillraceError =>
  new MillraceError('MILLRACE_KAFKA_TOPIC_RECREATED', `The Kafka topic ${topic} was deleted and made again ${when}.`)
