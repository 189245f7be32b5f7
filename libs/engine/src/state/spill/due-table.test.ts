import { afterAll, describe, expect, test } from 'vitest'
import type { DueRow, DueTable } from './due-table.ts'
import { SpillSpace } from './spill-space.ts'

const space = new SpillSpace()
afterAll(() => space.close())

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const row = (key: number[], due: number, value: number[] = []): DueRow => ({
  key: bytes(...key),
  row: bytes(...value),
  due,
})
const keys = (pages: Iterable<readonly DueRow[]>): number[][] => [...pages].flat().map(({ key }) => [...key])

function filled(): DueTable {
  const table = space.dueTable('test')
  table.put([row([1, 2], 20, [7]), row([1], 30, [8, 8]), row([2], -5), row([1, 255], Number.POSITIVE_INFINITY)])
  return table
}

describe('rows that are due', () => {
  test('are taken once, in that order, and those that never are stay', () => {
    const table = filled()
    expect([...table.takeDue(-6)]).toEqual([])
    expect([...table.takeDue(20)].flat()).toEqual([row([2], -5), row([1, 2], 20, [7])])
    expect([...table.takeDue(20)]).toEqual([])
    expect(keys(table.takeDue(Number.MAX_VALUE))).toEqual([[1]])
    expect([table.size, table.byteSize]).toEqual([1, 10])
  })

  test('at one time and many, are taken page by page', () => {
    const table = space.dueTable('test')
    table.put(Array.from({ length: 10_000 }, (_, i) => row([i >> 8, i & 255], i < 9_000 ? 1 : 2)))
    const pages = [...table.takeDue(1)]
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.flat()).toHaveLength(9_000)
    expect(table.size).toBe(1_000)
    expect(new Set(keys(table.pages()).map(String)).size).toBe(1_000)
  })
})

test('rows of a key are those that begin with it', () => {
  const table = filled()
  expect([table.has(bytes(1)), table.has(bytes(3)), table.has(bytes())]).toEqual([true, false, false])
  expect(table.takeAll(bytes(3))).toEqual([])
  expect(keys([table.takeAll(bytes(1))])).toEqual([[1], [1, 2], [1, 255]])
  expect(table.takeAll(bytes(1))).toEqual([])
  expect([table.size, table.byteSize]).toEqual([1, 9])
  expect(keys(table.takeDue(0))).toEqual([[2]])
  expect([table.size, table.byteSize]).toEqual([0, 0])
})

test('a snapshot is restored, in several pieces, and not where it belongs to something else', () => {
  const table = filled()
  const large = new Uint8Array(2 ** 24)
  table.put([{ key: bytes(0), row: large, due: 1 }])
  const pieces = [...table.snapshot()]
  expect(pieces).toHaveLength(2)
  const restored = space.dueTable('test')
  const seen: number[] = []
  const noted = (key: Uint8Array): Uint8Array => {
    seen.push(key[0])
    return key
  }
  for (const piece of pieces) restored.restore(piece, noted)
  expect(seen).toEqual([0, 1, 1, 1, 2])
  expect([...restored.pages()]).toEqual([...table.pages()])
  expect([restored.size, restored.byteSize]).toEqual([table.size, table.byteSize])
  expect(() => space.dueTable('other').restore(pieces[0])).toThrow('they belong to another operator')
  const broken = pieces[0].slice()
  broken[broken.length - 1] ^= 1
  expect(() => space.dueTable('test').restore(broken)).toThrow('their checksum is wrong')
})
