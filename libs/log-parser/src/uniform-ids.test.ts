import { expect, test } from 'vitest'
import { UniformIds } from './uniform-ids.ts'

/** Sets runs of equal ids, some one row at a time and some at once, and gives what comes out. */
function built(runs: readonly (readonly [number, 0 | -1])[], mixed: readonly number[] = []): number[] {
  const ids = new UniformIds()
  const rows = runs.reduce((sum, [count]) => sum + count, mixed.length)
  ids.begin(rows)
  let row = 0
  for (const [count, id] of runs) {
    ids.set(row, count, id)
    row += count
  }
  if (mixed.length > 0) ids.setAll(row, Int32Array.from(mixed))
  return [...ids.finish().subarray(0, rows)]
}

test.each([
  [[], []],
  [[[3, 0]], []],
  [[[3, -1]], []],
  [
    [
      [2, -1],
      [1, 0],
    ],
    [],
  ],
  [
    [
      [2, 0],
      [1, -1],
      [3, 0],
    ],
    [],
  ],
  [[], [0, -1]],
  [[[2, -1]], [0, -1, 0]],
] as [[number, 0 | -1][], number[]][])('runs %j, then %j', (runs, mixed) => {
  expect(built(runs, mixed)).toEqual([...runs.flatMap(([count, id]) => Array<number>(count).fill(id)), ...mixed])
})

test('columns of one value share memory, and one of both values does not write to it', () => {
  const ids = new UniformIds()
  const column = (set: () => void) => {
    ids.begin(4)
    set()
    return ids.finish()
  }
  const zeros = column(() => ids.set(0, 4, 0))
  column(() => {
    ids.set(0, 2, 0)
    ids.set(2, 2, -1)
  })
  expect(column(() => ids.set(0, 3, 0))).toBe(zeros)
  expect([...zeros]).toEqual([0, 0, 0, 0])
})
