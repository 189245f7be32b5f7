import { expect, test } from 'vitest'
import type { KafkaOffset } from './kafka-offset.ts'
import { splitRanges } from './split-ranges.ts'

const at = (...offsets: number[]): KafkaOffset => ({
  offsets: new Map([['logs', new Map(offsets.map((offset, partition) => [partition, offset]))]]),
  topicIds: new Map([['logs', 'A']]),
  begins: new Map(),
})

test('a partition is a task, a backlog of more than half a million rows several equal ones', () => {
  const tasks = splitRanges(at(5, 7, 0), at(500_005, 7, 500_001))
  expect(tasks.map(({ id, rows }) => [id, rows])).toEqual([
    ['logs-0', 500_000],
    ['logs-2@0000000000000000', 250_000],
    ['logs-2@0000000000250000', 250_001],
  ])
  expect(tasks[2].range).toEqual({ topic: 'logs', topicId: 'A', partition: 2, start: 250_000, end: 500_001 })
})

test('tasks join without gaps, and their names sort as their offsets do', () => {
  const tasks = splitRanges(at(999_999), at(20_000_000))
  const ranges = tasks.map(task => task.range as { start: number; end: number })
  expect(tasks).toHaveLength(39)
  expect(tasks.every(task => task.rows <= 500_000)).toBe(true)
  expect(ranges[0].start).toBe(999_999)
  expect(ranges.at(-1)?.end).toBe(20_000_000)
  for (let i = 1; i < ranges.length; i++) expect(ranges[i].start).toBe(ranges[i - 1].end)
})
