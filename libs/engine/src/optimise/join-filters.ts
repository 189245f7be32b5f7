import type { Schema } from '@millrace/columns'
import { columnsOf, conjuncts } from '../analyse/join-keys.ts'
import type { JoinType } from '../plan/logical-plan.ts'
import { rewrite, type TypedExpression } from '../plan/typed-expression.ts'
import type { TypedJoin } from '../plan/typed-plan.ts'
import { isNotNull } from './event-time.ts'

type SideName = 'left' | 'right'

/** The sides of which rows without a partner are not given, so that they need not come at all. */
const FILTERED: Readonly<Record<JoinType, readonly SideName[]>> = {
  inner: ['left', 'right'],
  cross: ['left', 'right'],
  leftSemi: ['left', 'right'],
  left: ['right'],
  leftAnti: ['right'],
  right: ['left'],
  full: [],
}

/**
 * Conditions that a join's own imply for the rows of one side alone, as Spark infers and pushes them: keys are not null, conditions on one
 * side, and those on the other side with its keys replaced. They go below a watermark, which then follows the rows that are left.
 */
export function joinFilters(
  { type, keys, residual }: TypedJoin,
  schemas: Readonly<Record<SideName, Schema>>,
): Readonly<Record<SideName, readonly TypedExpression[]>> {
  const names = { left: new Set(schemas.left.map(f => f.name)), right: new Set(schemas.right.map(f => f.name)) }
  const parts = residual === null ? [] : conjuncts(residual)
  const own = (side: SideName): TypedExpression[] =>
    parts.filter(e => {
      const columns = [...columnsOf(e)]
      return columns.length > 0 && columns.every(c => names[side].has(c))
    })
  const filters = (side: SideName): TypedExpression[] => {
    if (!FILTERED[type].includes(side)) return []
    const other = side === 'left' ? 'right' : 'left'
    const strict = keys.filter(k => !k.nullSafe)
    const inferred = own(other)
      .map(e => rewrite(e, node => keys.find(k => sameColumn(k[other], node))?.[side] ?? node))
      .filter(e => [...columnsOf(e)].every(c => names[side].has(c)))
    return [...strict.map(k => isNotNull(k[side])), ...own(side), ...inferred]
  }
  return { left: filters('left'), right: filters('right') }
}

const sameColumn = (a: TypedExpression, b: TypedExpression): boolean =>
  a.kind === 'column' && b.kind === 'column' && a.name === b.name
