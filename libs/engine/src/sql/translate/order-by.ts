import type { ExpressionNode } from '../../plan/expression-node.ts'
import { analysisError } from '../sql-error.ts'
import type { SqlSort } from '../syntax.ts'
import type { Scope } from './scope.ts'
import type { OutputColumn } from './translated.ts'

/** The column that a whole number in ORDER BY stands for. */
export function ordinal({ of }: SqlSort, columns: readonly OutputColumn[]): ExpressionNode | undefined {
  if (of.kind !== 'literal' || of.node.kind !== 'literal' || of.node.type !== 'int32') return undefined
  const column = columns[Number(of.node.value) - 1]
  if (column !== undefined) return { kind: 'column', name: column.id }
  throw analysisError(
    `[ORDER_BY_POS_OUT_OF_RANGE] ORDER BY position ${of.text} is not in select list (valid range is [1, ${columns.length}]).`,
    of.at,
  )
}

/** ORDER BY ALL: by every column of the select list, unless a column has that name. */
export function orderByAll(orderBy: readonly SqlSort[], columns: number, scope: Scope): readonly SqlSort[] {
  const [first] = orderBy
  const isAll = orderBy.length === 1 && first.of.kind === 'name' && first.of.at === null && first.of.parts[0] === 'all'
  if (!isAll || scope.resolve(['all'], null) !== undefined) return orderBy
  return Array.from({ length: columns }, (_, i) => ({
    ...first,
    of: { kind: 'literal', node: { kind: 'literal', type: 'int32', value: i + 1 }, text: String(i + 1), at: null },
  }))
}
