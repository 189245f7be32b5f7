import type { TypeName } from '@millrace/columns'
import { commonType } from '../../analyse/coercion.ts'
import { isConstant } from '../../analyse/constant.ts'
import { canCast } from '../../kernels/cast.ts'
import { castText } from '../../kernels/spark-text.ts'
import { evaluateConstant } from '../../operators/relational/values.ts'
import type { AggregateNode, ExpressionNode } from '../../plan/expression-node.ts'
import type { LogicalPlan } from '../../plan/logical-plan.ts'
import { sqlType } from '../../plan/sql-type.ts'
import { analysisError, type Place } from '../sql-error.ts'
import type { SqlExpression, SqlPivot, SqlUnpivot } from '../syntax.ts'
import { Aggregation } from './aggregation.ts'
import { columnNames } from './decorrelate.ts'
import { DisplayNames } from './display-name.ts'
import type { ExpressionTranslator } from './expression.ts'
import { allOf, call, column, columnNode, NULL, textLiteral } from './make-node.ts'
import { hasAggregate, mapChildren, someNode } from './node-tree.ts'
import type { ScopedPlan } from './relation.ts'
import type { ScopeColumn } from './scope.ts'
import type { Translator } from './translator.ts'

interface PivotValue {
  readonly name: string
  readonly node: ExpressionNode
}

/** PIVOT: groups by all columns that it does not name, with the aggregates of the rows of each value. */
export function pivoted(
  translator: Translator,
  input: ScopedPlan,
  pivot: SqlPivot,
  e: ExpressionTranslator,
): ScopedPlan {
  const { columns, aggregates } = pivot
  const by =
    columns.length === 1 ? e.translate(columns[0]) : e.translate({ kind: 'tuple', items: columns, at: pivot.at })
  const { type } = translator.typed(by, input.plan)
  const values = pivot.values.map(value => pivotValue(translator, value, type, e))
  const names = new DisplayNames(parts => parts.at(-1)!)
  const functions = aggregates.map(a => {
    const of = a.kind === 'named' ? a.of : a
    const node = e.translate(of)
    expectAggregate(node, of)
    return { node, name: a.kind === 'named' ? a.names[0] : names.column(a) }
  })
  const named = new Set([by, ...functions.map(f => f.node)].flatMap(n => [...columnNames(n)]))
  const keys = input.columns.filter(c => c.hidden !== true && !named.has(c.id))
  // Spark computes all groups first where it can hold their values in arrays: then nothing was counted where there is no group.
  const isTwoStep = functions.every(f => inArray(translator.typed(f.node, input.plan).type))
  const aggregation = new Aggregation(translator, input.plan, { keys: keys.map(k => column(k.id)), sets: null })
  const cells = values.flatMap(value => {
    const isValue = call('equalNullSafe', by, value.node)
    return functions.map(f => {
      const over = filtered(f.node, isValue)
      const found: AggregateNode = { kind: 'aggregate', name: 'count', args: [], filter: isValue }
      const cell = isTwoStep ? call('when', call('gt', found, ZERO), over) : over
      const name = functions.length === 1 ? value.name : `${value.name}_${f.name}`
      return { name, id: translator.uniqueName(name), expression: aggregation.replace(cell, 'PIVOT') }
    })
  })
  const kept = keys.map(k => ({ ...k, expression: aggregation.replace(column(k.id), 'PIVOT') }))
  const shown = [...kept, ...cells]
  const plan: LogicalPlan = {
    op: 'project',
    input: aggregation.plan(),
    columns: shown.map(({ id, expression }) => ({ name: id, expression })),
  }
  const made = cells.map(({ name, id }, i): ScopeColumn => ({ name, id, qualifier: [], index: kept.length + i }))
  return { plan, columns: [...keys, ...made] }
}

const ZERO: ExpressionNode = { kind: 'literal', type: 'int64', value: '0' }

const inArray = (type: TypeName): boolean => type === 'boolean' || /^(int(8|16|32|64)|float|double|decimal)/.test(type)

function expectAggregate(node: ExpressionNode, { at }: SqlExpression): void {
  const outside = (n: ExpressionNode): boolean => n.kind === 'column' || childrenOutside(n).some(outside)
  if (hasAggregate(node) && !outside(node)) return
  const [name = 'it'] = columnNames(node)
  throw analysisError(
    `[_LEGACY_ERROR_TEMP_1006] Aggregate expression required for pivot, but '${name.replace(/#\d+$/, '')}' did not appear in any aggregate function.`,
    at,
  )
}

function childrenOutside(node: ExpressionNode): ExpressionNode[] {
  const children: ExpressionNode[] = []
  if (node.kind !== 'aggregate')
    mapChildren(node, child => {
      children.push(child)
      return child
    })
  return children
}

/** The aggregates of an expression over some rows only. */
function filtered(node: ExpressionNode, condition: ExpressionNode): ExpressionNode {
  if (node.kind !== 'aggregate') return mapChildren(node, child => filtered(child, condition))
  return { ...node, filter: node.filter === undefined ? condition : call('and', node.filter, condition) }
}

function pivotValue(translator: Translator, value: SqlExpression, type: TypeName, e: ExpressionTranslator): PivotValue {
  const of = value.kind === 'named' ? value.of : value
  const node = e.translate(of)
  const fail = (message: string): Error => analysisError(message, of.at)
  if (someNode(node, n => n.kind === 'column' || n.kind === 'aggregate' || n.kind === 'subquery'))
    throw fail('[NON_LITERAL_PIVOT_VALUES] Literal expressions required for pivot values.')
  const typed = translator.typed(node, NO_ROWS)
  if (!isConstant(typed)) throw fail('[NON_LITERAL_PIVOT_VALUES] Literal expressions required for pivot values.')
  if (typed.type !== 'void' && typed.type !== type && !canCast(typed.type, type)) {
    throw fail(
      `[PIVOT_VALUE_DATA_TYPE_MISMATCH] Invalid pivot value: value data type ${sqlType(typed.type)} does not match pivot column data type ${sqlType(type)}.`,
    )
  }
  const constant = evaluateConstant(typed)
  const text = constant === null ? 'null' : castText(typed.type, translator.analysis.timeZone)(constant)
  return { name: value.kind === 'named' ? value.names[0] : text, node: { kind: 'cast', to: type, arg: node } }
}

const NO_ROWS: LogicalPlan = { op: 'values', names: [], rows: [[]] }

/** UNPIVOT: a row for each of some columns, or for each tuple of them, with their names and values. */
export function unpivoted(
  translator: Translator,
  input: ScopedPlan,
  unpivot: SqlUnpivot,
  e: ExpressionTranslator,
): ScopedPlan {
  const width = unpivot.values.length
  const rows = unpivot.columns.map(item => unpivotRow(item, width, e, unpivot.at))
  const types = unpivot.values.map((_, i) => commonType(rows.map(r => translator.typed(r.nodes[i], input.plan))))
  const isMixed = (i: number): boolean => {
    const written = rows.map(r => translator.typed(r.nodes[i], input.plan).type).filter(t => t !== 'void')
    return written.includes('string') && written.some(t => t !== 'string')
  }
  if (types.some((t, i) => t === undefined || isMixed(i))) {
    throw analysisError(
      '[UNPIVOT_VALUE_DATA_TYPE_MISMATCH] Unpivot value columns must share a least common type, some types do not.',
      unpivot.at,
    )
  }
  const names = [unpivot.name, ...unpivot.values]
  const made = names.map(name => ({ name, id: translator.uniqueName(name) }))
  const cells = rows.flatMap(({ name, nodes }) => [
    textLiteral(name),
    ...nodes.map((arg, i): ExpressionNode => ({ kind: 'cast', to: types[i]!, arg })),
  ])
  const count: ExpressionNode = { kind: 'literal', type: 'int32', value: rows.length }
  const generated: LogicalPlan = {
    op: 'generate',
    input: input.plan,
    generator: call('stack', count, ...cells),
    outer: false,
    names: made.map(m => m.id),
  }
  const isNull = allOf(made.slice(1).map(m => call('isNull', column(m.id)))) ?? NULL
  const plan: LogicalPlan = unpivot.includeNulls
    ? generated
    : { op: 'filter', input: generated, condition: call('not', isNull) }
  const read = new Set(rows.flatMap(r => r.nodes.flatMap(n => [...columnNames(n)])))
  const kept = input.columns.filter(c => c.hidden !== true && !read.has(c.id))
  const columns = made.map(({ name, id }, i): ScopeColumn => ({ name, id, qualifier: [], index: kept.length + i }))
  const shown = [...kept, ...columns]
  return { plan: { op: 'project', input: plan, columns: shown.map(c => columnNode(c.id)) }, columns: shown }
}

function unpivotRow(
  item: SqlExpression,
  width: number,
  e: ExpressionTranslator,
  at: Place | null,
): { readonly name: string; readonly nodes: readonly ExpressionNode[] } {
  const of = item.kind === 'named' ? item.of : item
  const parts = of.kind === 'tuple' ? of.items : [of]
  if (parts.length !== width) {
    throw analysisError(
      `[UNPIVOT_VALUE_SIZE_MISMATCH] All unpivot value columns must have the same size as there are value column names (${width}).`,
      of.at ?? at,
    )
  }
  const nodes = parts.map(part => {
    if (part.kind !== 'name')
      throw analysisError(
        '[UNPIVOT_REQUIRES_ATTRIBUTES] UNPIVOT requires all given expressions to be columns.',
        part.at ?? at,
      )
    return { name: part.parts.at(-1)!, node: e.translate(part) }
  })
  const name = item.kind === 'named' ? item.names[0] : nodes.map(n => n.name).join('_')
  return { name, nodes: nodes.map(n => n.node) }
}
