import { describe, expect, it } from 'vitest'
import { kafkaOffsetJson, parseKafkaOffset } from './kafka-offset.ts'
import { type MissingOffsets, nextOffset } from './next-offset.ts'
import type { TopicSnapshot } from './topic-snapshot.ts'

/** Topics with `[earliest, latest]` of each partition, and ids. */
function snapshot(topics: Record<string, { id: string; partitions: [number, number][] }>): TopicSnapshot {
  const entries = Object.entries(topics)
  const bound = (i: 0 | 1) =>
    new Map(entries.map(([name, t]) => [name, new Map(t.partitions.map((p, n) => [n, p[i]]))] as const))
  return {
    topics: new Map(
      entries.map(([name, t]) => [
        name,
        { name, id: t.id, partitions: t.partitions.map((_, partition) => ({ partition, leader: 1 })) },
      ]),
    ),
    earliest: bound(0),
    latest: bound(1),
  }
}

function next(start: object, now: TopicSnapshot, limit = Number.POSITIVE_INFINITY) {
  const missing: MissingOffsets[] = []
  const from = parseKafkaOffset(start as never)
  const { end, latest } = nextOffset(from, now, limit, m => missing.push(m))
  return { end: kafkaOffsetJson(end), latest: kafkaOffsetJson(latest), same: end === from, missing }
}

describe('nextOffset', () => {
  it('goes to the end, or as far as the limit lets it', () => {
    const now = snapshot({
      logs: {
        id: 'A',
        partitions: [
          [0, 100],
          [0, 300],
        ],
      },
    })
    const start = { logs: { 0: 0, 1: 0 }, topicIds: { logs: 'A' } }
    expect(next(start, now).end).toEqual({ logs: { 0: 100, 1: 300 }, topicIds: { logs: 'A' } })
    const limited = next(start, now, 40)
    expect(limited.end).toEqual({ logs: { 0: 10, 1: 30 }, topicIds: { logs: 'A' } })
    expect(limited.latest).toEqual({ logs: { 0: 100, 1: 300 }, topicIds: { logs: 'A' } })
  })

  it('is the start itself when there is nothing new, also for new empty partitions and missing topics', () => {
    const start = { logs: { 0: 7 }, topicIds: { logs: 'A' } }
    expect(
      next(
        start,
        snapshot({
          logs: {
            id: 'A',
            partitions: [
              [0, 7],
              [0, 0],
            ],
          },
        }),
      ).same,
    ).toBe(true)
    expect(next(start, snapshot({})).same).toBe(true)
    expect(next({}, snapshot({})).same).toBe(true)
  })

  it('starts new partitions and new topics at their earliest offset', () => {
    const now = snapshot({
      logs: {
        id: 'A',
        partitions: [
          [0, 7],
          [4, 9],
        ],
      },
      more: { id: 'B', partitions: [[2, 3]] },
    })
    expect(next({ logs: { 0: 7 }, topicIds: { logs: 'A' } }, now, 3).end).toEqual({
      logs: { 0: 7, 1: 6 },
      more: { 0: 3 },
      topicIds: { logs: 'A', more: 'B' },
      beginOffsets: { logs: { 1: 4 }, more: { 0: 2 } },
    })
  })

  it('forgets the begins of the batch before', () => {
    const start = { logs: { 0: 7 }, topicIds: { logs: 'A' }, beginOffsets: { logs: { 0: 4 } } }
    expect(next(start, snapshot({ logs: { id: 'A', partitions: [[4, 9]] } })).end).toEqual({
      logs: { 0: 9 },
      topicIds: { logs: 'A' },
    })
  })

  it('keeps the offsets of a topic that is away', () => {
    const start = { gone: { 0: 5 }, logs: { 0: 0 }, topicIds: { gone: 'G', logs: 'A' } }
    expect(next(start, snapshot({ logs: { id: 'A', partitions: [[0, 2]] } })).end).toEqual({
      gone: { 0: 5 },
      logs: { 0: 2 },
      topicIds: { gone: 'G', logs: 'A' },
    })
  })

  it('reports offsets that are gone and goes on at the first that is there', () => {
    const { end, missing } = next(
      { logs: { 0: 5 }, topicIds: { logs: 'A' } },
      snapshot({ logs: { id: 'A', partitions: [[50, 90]] } }),
      10,
    )
    expect(missing).toEqual([{ topic: 'logs', partition: 0, from: 5, available: 50 }])
    expect(end).toEqual({ logs: { 0: 60 }, topicIds: { logs: 'A' }, beginOffsets: { logs: { 0: 50 } } })
  })

  it('reports a log that became shorter', () => {
    const { end, missing } = next(
      { logs: { 0: 95 }, topicIds: { logs: 'A' } },
      snapshot({ logs: { id: 'A', partitions: [[0, 90]] } }),
    )
    expect(missing).toEqual([{ topic: 'logs', partition: 0, from: 95, available: 90 }])
    expect(end).toEqual({ logs: { 0: 90 }, topicIds: { logs: 'A' }, beginOffsets: { logs: { 0: 90 } } })
  })

  it('reports a topic made again, though its offsets fit', () => {
    const start = { logs: { 0: 5, 1: 5 }, topicIds: { logs: 'A' } }
    const { end, missing } = next(start, snapshot({ logs: { id: 'B', partitions: [[0, 90]] } }))
    expect(missing).toEqual([
      { topic: 'logs', partition: 0, from: 5, available: 0, recreated: { before: 'A', after: 'B' } },
    ])
    expect(end).toEqual({ logs: { 0: 90 }, topicIds: { logs: 'B' }, beginOffsets: { logs: { 0: 0 } } })
  })
})
