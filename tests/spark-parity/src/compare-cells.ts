import type { Cell } from './answer.ts'

const NUMBER = /-?\d+(?:\.\d+)?(?:E-?\d+)?/g

/** Equal text; with a tolerance, the numbers in the text may differ by that much of their size. */
export function sameCell(a: Cell, b: Cell, tolerance = 0): boolean {
  if (a === b) return true
  if (tolerance === 0 || a === null || b === null) return false
  if (a.replace(NUMBER, '#') !== b.replace(NUMBER, '#')) return false
  const numbers = b.match(NUMBER) ?? []
  return (a.match(NUMBER) ?? []).every((text, i) => near(Number(text), Number(numbers[i]), tolerance))
}

const near = (x: number, y: number, tolerance: number): boolean =>
  Math.abs(x - y) <= tolerance * Math.max(1e-300, Math.abs(x), Math.abs(y))

export const sameRow = (a: readonly Cell[], b: readonly Cell[], tolerance = 0): boolean =>
  a.length === b.length && a.every((cell, i) => sameCell(cell, b[i], tolerance))

export type Rows = readonly (readonly Cell[])[]

/** The rows of each side that the other does not have; how often a row occurs counts, the order does not. */
export function unmatchedRows(a: Rows, b: Rows, tolerance = 0): { readonly onlyA: Rows; readonly onlyB: Rows } {
  const left = [...b]
  const onlyA = a.filter(row => {
    const exact = left.findIndex(other => sameRow(row, other))
    const at = exact >= 0 ? exact : left.findIndex(other => sameRow(row, other, tolerance))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  return { onlyA, onlyB: left }
}
