import type { ExpressionNode } from '../../plan/expression-node.ts'
import type { JoinType, LogicalPlan } from '../../plan/logical-plan.ts'
import { analysisError } from '../sql-error.ts'
import type { SqlJoin } from '../syntax.ts'
import { call, column as columnOf } from './make-node.ts'
import type { ScopedPlan } from './relation.ts'
import { Scope, type ScopeColumn } from './scope.ts'
import type { Translator } from './translator.ts'

/** Columns that both sides have become one, which stands first; `t.a` still finds each side's own. */
export function joinedUsing(
  translator: Translator,
  join: SqlJoin,
  type: JoinType,
  left: ScopedPlan,
  right: ScopedPlan,
  names: readonly string[],
): ScopedPlan {
  const find = (side: ScopedPlan, name: string, which: string): ScopeColumn => {
    const found = new Scope(side.columns).resolve([name], join.at)
    if (found !== undefined) return found.column
    throw analysisError(
      `[UNRESOLVED_USING_COLUMN_FOR_JOIN] USING column \`${name}\` cannot be resolved on the ${which} side of the join.`,
      join.at,
    )
  }
  const pairs = names.map(name => ({ name, left: find(left, name, 'left'), right: find(right, name, 'right') }))
  const column = (c: ScopeColumn): ExpressionNode => columnOf(c.id)
  const condition = pairs.map(p => call('eq', column(p.left), column(p.right))).reduce((a, b) => call('and', a, b))
  const plan: LogicalPlan = { op: 'join', left: left.plan, right: right.plan, type, condition }
  if (type === 'leftSemi' || type === 'leftAnti') {
    const keys = new Set(pairs.map(p => p.left.id))
    return { plan, columns: [...pairs.map(p => p.left), ...left.columns.filter(c => !keys.has(c.id))] }
  }
  const merged = new Set(pairs.flatMap(p => [p.left.id, p.right.id]))
  const rest = [...left.columns, ...right.columns]
  const others = rest.filter(c => !merged.has(c.id))
  const hidden = rest.filter(c => merged.has(c.id)).map(c => ({ ...c, hidden: true }))
  if (type !== 'full') {
    const keys = pairs.map(p => ({ ...(type === 'right' ? p.right : p.left), name: p.name }))
    const shown = new Set(keys.map(k => k.id))
    return { plan, columns: [...keys, ...others, ...hidden.filter(c => !shown.has(c.id))] }
  }
  const keys = pairs.map(p => ({
    column: { name: p.name, id: translator.uniqueName(p.name), qualifier: [] },
    expression: call('coalesce', column(p.left), column(p.right)),
  }))
  const kept = rest.map(c => ({ name: c.id, expression: column(c) }))
  const columns = [...kept, ...keys.map(k => ({ name: k.column.id, expression: k.expression }))]
  return {
    plan: { op: 'project', input: plan, columns: uniqueNamed(columns) },
    columns: [...keys.map(k => k.column), ...others, ...hidden],
  }
}

/** The first column of each name. */
export const uniqueNamed = <T extends { readonly name: string }>(columns: readonly T[]): T[] =>
  columns.filter((c, i) => columns.findIndex(d => d.name === c.name) === i)

/** Names that both sides have, in the order of the left one. */
export function commonNames(left: readonly ScopeColumn[], right: readonly ScopeColumn[]): string[] {
  const names = new Set(right.filter(c => c.hidden !== true).map(c => c.name.toLowerCase()))
  return left.filter(c => c.hidden !== true && names.has(c.name.toLowerCase())).map(c => c.name)
}
