import { expect, test } from 'vitest'
import { SnapshotSchedule } from './snapshot-schedule.ts'

const MEGABYTE = 2 ** 20

/** The numbers of the batches that write everything, where everything and what a batch changes have these sizes. */
function snapshots(batches: number, sizes: { readonly snapshot: number; readonly delta: number }): number[] {
  const schedule = new SnapshotSchedule()
  const found: number[] = []
  for (let batch = 0; batch < batches; batch++) {
    const kind = schedule.next()
    if (kind === 'snapshot') found.push(batch)
    schedule.count(kind, sizes[kind])
  }
  return found
}

test('the first batch, and then after ten small deltas beside a small state', () => {
  expect(snapshots(30, { snapshot: 10_000, delta: 100 })).toEqual([0, 11, 22])
})

test('a large state is written more rarely, the largest after fifty deltas', () => {
  expect(snapshots(60, { snapshot: 10 * MEGABYTE, delta: 1000 })).toEqual([0, 21, 42])
  expect(snapshots(120, { snapshot: 1000 * MEGABYTE, delta: 1000 })).toEqual([0, 51, 102])
})

test('a state of any size is, when the deltas are as large', () => {
  expect(snapshots(12, { snapshot: 1000, delta: 250 })).toEqual([0, 5, 10])
  expect(snapshots(12, { snapshot: 100 * MEGABYTE, delta: 30 * MEGABYTE })).toEqual([0, 5, 10])
  expect(snapshots(3, { snapshot: 100, delta: 200 })).toEqual([0, 2])
})
