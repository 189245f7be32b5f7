import { expect, it } from 'vitest'
import { parseStoredPosition, positionsIn, type StoredPosition, storedPositionJson } from './stored-position.ts'

const topic = { name: 'logs', id: 'new' }
const stored = (...topicIds: (string | null)[]): Map<string, StoredPosition> =>
  new Map(topicIds.map((topicId, at) => [`s${at}`, { topicId, position: { at } }]))
const belonging = (...topicIds: (string | null)[]): string[] => [...positionsIn(topic, stored(...topicIds)).keys()]

it('reads back what it writes, and a position without a topic id', () => {
  expect(parseStoredPosition(storedPositionJson({ position: 3 }, 'new'))).toEqual({
    topicId: 'new',
    position: { position: 3 },
  })
  expect(parseStoredPosition('{"position":3}')).toEqual({ topicId: null, position: { position: 3 } })
  expect([parseStoredPosition('{'), parseStoredPosition('null'), parseStoredPosition('3')]).toEqual(
    Array(3).fill(undefined),
  )
})

it('leaves out positions of a deleted topic once there are some of the new one, and refuses before', () => {
  expect(belonging()).toEqual([])
  expect(belonging(null, null)).toEqual(['s0', 's1'])
  expect(belonging('new', 'old', null)).toEqual(['s0', 's2'])
  for (const ids of [['old'], ['old', null], ['old', 'older']]) {
    expect(() => belonging(...ids)).toThrow(
      'The Kafka topic logs was deleted and made again since positions were stored',
    )
  }
})
