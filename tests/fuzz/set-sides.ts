import { columnRef, type Expression } from './expression.ts'
import type { Column } from './table.ts'
import { commonType, type Facts, type FuzzType, kindOf } from './types.ts'

export interface Sides {
  readonly left: readonly Expression[]
  readonly right: readonly Expression[]
  readonly columns: readonly { readonly type: FuzzType; readonly facts: Facts }[]
}

/** Columns of both that have something in common, side by side, for a set operation; null without any. */
export function combined(left: readonly Column[], right: readonly Column[]): Sides | null {
  const free = [...right]
  const pairs: [Column, Column, FuzzType][] = []
  for (const a of left) {
    const i = free.findIndex(b => kindOf(a.type) === kindOf(b.type) && commonType(a.type, b.type) !== null)
    if (i < 0) continue
    const [b] = free.splice(i, 1)
    pairs.push([a, b, commonType(a.type, b.type) as FuzzType])
  }
  if (pairs.length === 0) return null
  return {
    left: pairs.map(([a]) => columnRef(a)),
    right: pairs.map(([, b]) => columnRef(b)),
    columns: pairs.map(([a, b, type]) => ({
      type,
      facts: {
        max: Math.max(a.facts.max, b.facts.max),
        grade: a.facts.grade === 'exact' || b.facts.grade === 'exact' ? 'exact' : 'dyadic',
      },
    })),
  }
}
