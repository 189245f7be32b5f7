import type { Answer, Cell, Row } from './answer.ts'

/** Sums may be made in another order. */
const RELATIVE = 1e-9

/** Why two answers differ; null when they are equal. Rows count as a multiset unless they are `ordered`. */
export function difference(expected: Answer, actual: Answer, ordered: boolean): string | null {
  if (expected.types.join() !== actual.types.join())
    return `types: expected ${expected.types.join(', ')}; got ${actual.types.join(', ')}`
  if (expected.rows.length !== actual.rows.length)
    return `${expected.rows.length} rows expected, got ${actual.rows.length}`
  const [a, b] = ordered ? [expected.rows, actual.rows] : [sorted(expected.rows), sorted(actual.rows)]
  const wrong = a.findIndex((row, i) => !sameRow(row, b[i]))
  if (wrong < 0 || (!ordered && samePaired(a, b))) return null
  return `row ${wrong}: expected ${rowText(a[wrong])}; got ${rowText(b[wrong])}`
}

export const rowText = (row: Row): string =>
  `(${row.map(c => (typeof c === 'string' ? JSON.stringify(c) : String(c))).join(', ')})`

const sameRow = (a: Row, b: Row): boolean => a.every((cell, i) => sameCell(cell, b[i]))

function sameCell(a: Cell, b: Cell): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b
  // NaN equals itself; -0 equals 0.
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true
  return Math.abs(a - b) <= RELATIVE * Math.max(Math.abs(a), Math.abs(b), 1)
}

/** Texts first, so that doubles that differ in a last digit move few rows. */
function sorted(rows: readonly Row[]): Row[] {
  const keyed = rows.map(row => ({ row, key: JSON.stringify(row.map(c => (typeof c === 'number' ? 0 : c))) }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : byNumbers(a.row, b.row))).map(({ row }) => row)
}

function byNumbers(a: Row, b: Row): number {
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i], b[i]]
    if (typeof x === 'number' && typeof y === 'number' && !sameCell(x, y)) return x - y
  }
  return 0
}

/** For each row another one that is equal, wherever it is. */
function samePaired(a: readonly Row[], b: readonly Row[]): boolean {
  const free = new Set(b)
  return a.every(row => {
    for (const other of free) if (sameRow(row, other)) return free.delete(other)
    return false
  })
}
