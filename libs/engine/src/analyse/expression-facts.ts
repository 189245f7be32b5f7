import type { ColumnNeed } from '@millrace/log-parser'
import { castRaises } from '../kernels/cast.ts'
import { scalarFunction } from '../kernels/registry.ts'
import { childrenOf, rewrite, type TypedExpression, type TypedNamed } from '../plan/typed-expression.ts'

/** True when evaluating the expression may raise an error. */
export function raises(e: TypedExpression): boolean {
  if (e.kind === 'call' && scalarFunction(e.name).raises === true) return true
  if (e.kind === 'cast' && castRaises(e.arg.type, e.type)) return true
  return childrenOf(e).some(raises)
}

/**
 * Adds the columns that an expression reads. With `values` false only its nulls are looked at, which matters for a bare column;
 * `is null` itself never reads the values of a column.
 */
export function addNeeds(e: TypedExpression, needs: Map<string, ColumnNeed>, values = true): void {
  if (e.kind === 'column') {
    if (values || !needs.has(e.name)) needs.set(e.name, values ? 'values' : 'validity')
    return
  }
  const nullTest = e.kind === 'call' && (e.name === 'isNull' || e.name === 'isNotNull')
  for (const child of childrenOf(e)) addNeeds(child, needs, !nullTest)
}

/** The expression over the columns below a projection: every column replaced by what the projection computes for it. */
export function inline(e: TypedExpression, columns: readonly TypedNamed[]): TypedExpression {
  return rewrite(e, node =>
    node.kind === 'column' ? (columns.find(c => c.name === node.name)?.expression ?? node) : node,
  )
}
