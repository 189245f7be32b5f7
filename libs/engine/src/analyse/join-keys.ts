import type { Schema } from '@millrace/columns'
import { childrenOf, type TypedExpression } from '../plan/typed-expression.ts'
import type { TypedJoin, TypedJoinKey } from '../plan/typed-plan.ts'

/** The conditions that must all be true. */
export function conjuncts(e: TypedExpression): readonly TypedExpression[] {
  return e.kind === 'call' && e.name === 'and' ? e.args.flatMap(conjuncts) : [e]
}

/** The condition that all of them are true, or null for none. */
export const conjunction = (all: readonly TypedExpression[]): TypedExpression | null =>
  all.length === 0
    ? null
    : all.reduce((a, b) => ({
        kind: 'call',
        name: 'and',
        args: [a, b],
        type: 'boolean',
        nullable: a.nullable || b.nullable,
      }))

/** Names of the columns that an expression reads. */
export function columnsOf(e: TypedExpression, into = new Set<string>()): ReadonlySet<string> {
  if (e.kind === 'column') into.add(e.name)
  for (const child of childrenOf(e)) columnsOf(child, into)
  return into
}

/** The equalities between the sides, which a hash join uses, and the rest of the condition. */
export function splitJoinCondition(
  condition: TypedExpression | null,
  left: Schema,
  right: Schema,
): Pick<TypedJoin, 'keys' | 'residual'> {
  const leftNames = new Set(left.map(f => f.name))
  const rightNames = new Set(right.map(f => f.name))
  const keys: TypedJoinKey[] = []
  const rest: TypedExpression[] = []
  for (const e of condition === null ? [] : conjuncts(condition)) {
    const key =
      e.kind === 'call' && (e.name === 'eq' || e.name === 'equalNullSafe') ? keyOf(e.args, leftNames, rightNames) : null
    if (key === null || e.kind !== 'call') rest.push(e)
    else keys.push({ ...key, nullSafe: e.name === 'equalNullSafe' })
  }
  return { keys, residual: conjunction(rest) }
}

function keyOf(
  [a, b]: readonly TypedExpression[],
  left: ReadonlySet<string>,
  right: ReadonlySet<string>,
): Pick<TypedJoinKey, 'left' | 'right'> | null {
  const within = (e: TypedExpression, names: ReadonlySet<string>): boolean => {
    const columns = [...columnsOf(e)]
    return columns.length > 0 && columns.every(c => names.has(c))
  }
  if (a.type !== b.type) return null
  if (within(a, left) && within(b, right)) return { left: a, right: b }
  return within(b, left) && within(a, right) ? { left: b, right: a } : null
}
