import type { LineTransaction, SourcePosition } from '@millrace/engine'

type Positions = ReadonlyMap<string, SourcePosition>

export function samePositions(a: Positions, b: Positions): boolean {
  if (a.size !== b.size) return false
  for (const [id, position] of a) {
    const other = b.get(id)
    if (other === undefined || canonical(position) !== canonical(other)) return false
  }
  return true
}

/** True when both carry the same lines to the same positions, judged by positions and by numbers of lines and bytes. */
export function sameTransaction(a: LineTransaction, b: LineTransaction): boolean {
  if (a === b) return true
  const [linesA, bytesA] = extent(a)
  const [linesB, bytesB] = extent(b)
  return linesA === linesB && bytesA === bytesB && samePositions(a.positions, b.positions)
}

const canonical = (position: object): string => JSON.stringify(Object.entries(position).sort())

function extent({ blocks }: LineTransaction): [lines: number, bytes: number] {
  let lines = 0
  let bytes = 0
  for (const { starts, ends, count } of blocks) {
    lines += count
    for (let i = 0; i < count; i++) bytes += ends[i] - starts[i]
  }
  return [lines, bytes]
}
