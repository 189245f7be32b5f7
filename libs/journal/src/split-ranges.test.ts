import { expect, test } from 'vitest'
import type { JournalOffset } from './journal-offset.ts'
import { splitRanges } from './split-ranges.ts'

const at = (offset: number): JournalOffset => ({ topicId: 'A', next: new Map([[0, offset]]), begins: new Map() })
const tasks = (start: number, end: number) => splitRanges('logs', at(start), at(end))

test('a partition of many rows becomes equal tasks of 250,000 rows at most', () => {
  expect(tasks(7, 250_007).map(t => t.rows)).toEqual([250_000])
  expect(tasks(7, 250_008).map(t => t.rows)).toEqual([125_000, 125_001])
  expect(tasks(9, 2_000_009).map(t => t.rows)).toEqual(Array(8).fill(250_000))
  expect(tasks(9, 9)).toEqual([])
})

test('tasks join without gaps, and their names sort as their offsets do', () => {
  const found = tasks(999_999, 4_000_000)
  const ranges = found.map(t => t.range as { from: number; to: number })
  expect(ranges[0].from).toBe(999_999)
  expect(ranges.at(-1)?.to).toBe(4_000_000)
  for (let i = 1; i < ranges.length; i++) expect(ranges[i].from).toBe(ranges[i - 1].to)
  expect(found.map(t => t.id)).toEqual(found.map(t => t.id).sort())
})
