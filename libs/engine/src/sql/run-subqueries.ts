import type { ColumnBatch, HostValue, Schema, TypeName } from '@millrace/columns'
import { hostToJson } from '../kernels/host-json.ts'
import { hostReader } from '../operators/host-values.ts'
import type { ExpressionNode, LiteralNode, NamedNode, SortNode, SubqueryNode } from '../plan/expression-node.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { analysisError } from './sql-error.ts'
import { call } from './translate/make-node.ts'
import { mapChildren } from './translate/node-tree.ts'

/** Runs a plan to its end. */
export type Collect = (
  plan: LogicalPlan,
) => Promise<{ readonly schema: Schema; readonly batches: readonly ColumnBatch[] }>

/** Values of an IN subquery that are compared one by one; more would be a join. */
const MOST_VALUES = 100_000

/**
 * The plan with each subquery that stands in an expression replaced by what it gives.
 * @param nullInEmpty NULL IN (subquery without rows) is NULL, as with spark.sql.legacy.nullInEmptyListBehavior; default false
 */
export async function runSubqueries(plan: LogicalPlan, collect: Collect, nullInEmpty = false): Promise<LogicalPlan> {
  const subqueries = new Set<SubqueryNode>()
  walkPlan(plan, e => {
    findSubqueries(e, subqueries)
    return e
  })
  if (subqueries.size === 0) return plan
  const answers = new Map<SubqueryNode, (value: ExpressionNode | undefined) => ExpressionNode>()
  for (const subquery of subqueries) {
    const inner = await runSubqueries(subquery.plan, collect, nullInEmpty)
    answers.set(subquery, answerOf(subquery, await collect(inner), nullInEmpty))
  }
  const inCondition = (e: ExpressionNode): ExpressionNode => {
    const changed = mapChildren(e, inCondition)
    return e.kind === 'subquery' ? answers.get(e)!((changed as SubqueryNode).value) : changed
  }
  const asValue = (e: ExpressionNode): ExpressionNode => {
    const pushed = pushedNot(e)
    if (pushed !== undefined) return asValue(pushed)
    const inner = negated(e)
    if (inner?.kind !== 'subquery') return mapChildren(e, asValue)
    const isKnown = inner.form !== 'in' || isNull(inner.value)
    if (isKnown) return inner === e ? inCondition(e) : call('not', inCondition(inner))
    return inner === e ? decided(inCondition(e), false) : call('not', decided(inCondition(inner), true))
  }
  const asCondition = (e: ExpressionNode): ExpressionNode => {
    const pushed = pushedNot(e)
    if (pushed !== undefined) return asCondition(pushed)
    if (isCall(e, 'and')) return mapChildren(e, asCondition)
    const inner = negated(e)
    return inner?.kind === 'subquery' ? inCondition(e) : asValue(e)
  }
  const changes = { filter: asCondition, join: inCondition, value: asValue }
  return walkPlan(plan, (e, place) => changes[place](e))
}

const isCall = (e: ExpressionNode, ...names: string[]): boolean => e.kind === 'call' && names.includes(e.name)

/** What `not` negates, or else the expression itself. */
const negated = (e: ExpressionNode): ExpressionNode | undefined =>
  e.kind === 'call' && e.name === 'not' ? e.args[0] : e

/** A negated conjunction, disjunction or negation with subqueries, turned inside out as Spark's optimiser does before it makes joins of them. */
function pushedNot(e: ExpressionNode): ExpressionNode | undefined {
  const inner = negated(e)
  if (inner === e || inner?.kind !== 'call' || !isCall(inner, 'not', 'and', 'or') || !hasSubquery(inner))
    return undefined
  if (inner.name === 'not') return inner.args[0]
  return call(inner.name === 'and' ? 'or' : 'and', ...inner.args.map(arg => call('not', arg)))
}

function hasSubquery(e: ExpressionNode): boolean {
  const found = new Set<SubqueryNode>()
  findSubqueries(e, found)
  return found.size > 0
}

/**
 * Spark makes a semi or anti join only of IN and NOT IN that are whole parts of a condition. Elsewhere the join tells whether there is a
 * partner: beside nulls IN is false and NOT IN is false too, never NULL.
 */
const decided = (condition: ExpressionNode, unknown: boolean): ExpressionNode =>
  call('coalesce', condition, { kind: 'literal', type: 'boolean', value: unknown })

const isNull = (e: ExpressionNode | undefined): boolean =>
  e?.kind === 'cast' ? isNull(e.arg) : e?.kind === 'literal' && e.value === null

function findSubqueries(e: ExpressionNode, into: Set<SubqueryNode>): void {
  if (e.kind === 'subquery') into.add(e)
  mapChildren(e, child => {
    findSubqueries(child, into)
    return child
  })
}

function answerOf(
  { form }: SubqueryNode,
  { schema, batches }: Awaited<ReturnType<Collect>>,
  nullInEmpty: boolean,
): (value: ExpressionNode | undefined) => ExpressionNode {
  const rows = batches.reduce((sum, b) => sum + b.length, 0)
  if (form === 'exists') return () => ({ kind: 'literal', type: 'boolean', value: rows > 0 })
  const [{ type }] = schema
  const values = batches.flatMap(b => {
    const read = hostReader(b.columns[0])
    return Array.from({ length: b.length }, (_, r) => read(r))
  })
  if (form === 'scalar') {
    if (rows > 1) {
      throw analysisError(
        '[SCALAR_SUBQUERY_TOO_MANY_ROWS] More than one row returned by a subquery used as an expression.',
        null,
      )
    }
    return () => literal(type, values[0] ?? null)
  }
  if (rows > MOST_VALUES) {
    throw analysisError(`[UNSUPPORTED_FEATURE] IN (subquery) of more than ${MOST_VALUES} rows is not supported.`, null)
  }
  return value => {
    if (rows === 0) {
      const no: LiteralNode = { kind: 'literal', type: 'boolean', value: false }
      return nullInEmpty ? call('when', call('isNotNull', value!), no) : no
    }
    return { kind: 'call', name: 'in', args: [value!, ...values.map(v => literal(type, v))] }
  }
}

/** A value as a literal; a NULL keeps its type. */
const literal = (type: TypeName, value: HostValue): LiteralNode => ({
  kind: 'literal',
  type,
  value: hostToJson(type, value) as LiteralNode['value'],
})

/** The plan with all its expressions changed. */
function walkPlan(
  plan: LogicalPlan,
  change: (e: ExpressionNode, place: 'filter' | 'join' | 'value') => ExpressionNode,
): LogicalPlan {
  const named = (columns: readonly NamedNode[]): NamedNode[] =>
    columns.map(c => ({ ...c, expression: change(c.expression, 'value') }))
  const sorts = (orders: readonly SortNode[]): SortNode[] =>
    orders.map(o => ({ ...o, expression: change(o.expression, 'value') }))
  switch (plan.op) {
    case 'project':
      return { ...plan, input: walkPlan(plan.input, change), columns: named(plan.columns) }
    case 'filter':
      return { ...plan, input: walkPlan(plan.input, change), condition: change(plan.condition, 'filter') }
    case 'aggregate':
      return {
        ...plan,
        input: walkPlan(plan.input, change),
        keys: named(plan.keys),
        aggregates: named(plan.aggregates),
      }
    case 'sort':
      return { ...plan, input: walkPlan(plan.input, change), orders: sorts(plan.orders) }
    case 'window':
      return { ...plan, input: walkPlan(plan.input, change), functions: named(plan.functions) }
    case 'generate':
      return { ...plan, input: walkPlan(plan.input, change), generator: change(plan.generator, 'value') }
    case 'values':
      return { ...plan, rows: plan.rows.map(row => row.map(e => change(e, 'value'))) }
    case 'join':
      return {
        ...plan,
        left: walkPlan(plan.left, change),
        right: walkPlan(plan.right, change),
        condition: plan.condition === null ? null : change(plan.condition, 'join'),
      }
    case 'setOperation':
      return { ...plan, left: walkPlan(plan.left, change), right: walkPlan(plan.right, change) }
    case 'limit':
    case 'distinct':
    case 'watermark':
    case 'inTimeZone':
    case 'deduplicate':
      return { ...plan, input: walkPlan(plan.input, change) }
    default:
      return plan
  }
}
