import type { LogicalPlan, NamedNode, SortNode } from '@millrace/engine'
import { literalNode, nodeOf } from './expression.ts'
import { invocationNode } from './invocation.ts'
import type { Frame, Plan, SortKey, SubqueryFilter } from './plan.ts'
import type { Column, Table } from './table.ts'

/** The plan in Millrace's own form; `relation` gives the plan of a table. */
export function logicalPlan(plan: Plan, relation: (table: Table) => LogicalPlan): LogicalPlan {
  const of = (input: Plan): LogicalPlan => logicalPlan(input, relation)
  switch (plan.op) {
    case 'table':
      return {
        op: 'project',
        input: relation(plan.table),
        columns: plan.columns.map(({ name }, i) => ({ name, expression: column(plan.table.columns[i]) })),
      }
    case 'project':
      return { op: 'project', input: of(plan.input), columns: named(plan.columns, plan.expressions.map(nodeOf)) }
    case 'filter':
      return { op: 'filter', input: of(plan.input), condition: nodeOf(plan.condition) }
    case 'subquery':
      return subqueryPlan(plan, of(plan.input), of(plan.other))
    case 'aggregate': {
      const { keys, columns, sets, grouping } = plan
      return {
        op: 'aggregate',
        input: of(plan.input),
        keys: named(columns, keys.map(nodeOf)),
        aggregates: named(columns.slice(keys.length), plan.aggregates.map(invocationNode)),
        ...(grouping === 'plain' ? {} : { sets, groupingId: columns[columns.length - 1].name }),
      }
    }
    case 'distinct':
      return { op: 'distinct', input: of(plan.input) }
    case 'sort': {
      const sorted: LogicalPlan = { op: 'sort', input: of(plan.input), orders: plan.keys.map(sortNode) }
      return plan.limit === null
        ? sorted
        : { op: 'limit', input: sorted, count: plan.limit, ...(plan.offset > 0 ? { offset: plan.offset } : {}) }
    }
    case 'window': {
      const functions = plan.functions.map(
        ({ invocation, partitionBy, orderBy, frame }) =>
          ({
            kind: 'window',
            function: invocationNode(invocation),
            partitionBy: partitionBy.map(column),
            orderBy: orderBy.map(sortNode),
            ...(frame === null ? {} : { frame: frameNode(frame) }),
          }) as const,
      )
      return { op: 'window', input: of(plan.input), functions: named(plan.columns.slice(-functions.length), functions) }
    }
    case 'join':
      return {
        op: 'join',
        type: plan.type,
        left: of(plan.left),
        right: of(plan.right),
        condition: plan.condition === null ? null : nodeOf(plan.condition),
      }
    case 'setOperation': {
      const both: LogicalPlan = {
        op: 'setOperation',
        kind: plan.kind,
        all: plan.all,
        left: of(plan.left),
        right: of(plan.right),
      }
      return { op: 'project', input: both, columns: named(plan.columns, plan.left.columns.map(column)) }
    }
  }
}

function subqueryPlan(
  { form, value, column: other }: SubqueryFilter,
  input: LogicalPlan,
  right: LogicalPlan,
): LogicalPlan {
  const only: NamedNode = { name: other.name, expression: column(other) }
  const equal = { kind: 'call', name: 'eq', args: [column(other), column(value)] } as const
  const inside = {
    kind: 'subquery',
    form: 'in',
    plan: { op: 'project', input: right, columns: [only] },
    value: column(value),
  } as const
  switch (form) {
    case 'in':
      return { op: 'filter', input, condition: inside }
    case 'notIn':
      return { op: 'filter', input, condition: { kind: 'call', name: 'not', args: [inside] } }
    // What SQL's correlated subqueries become.
    case 'exists':
      return { op: 'join', type: 'leftSemi', left: input, right, condition: equal }
    case 'notExists':
      return { op: 'join', type: 'leftAnti', left: input, right, condition: equal }
    case 'scalar': {
      const max = { kind: 'aggregate', name: 'max', args: [column(other)] } as const
      const plan = {
        op: 'aggregate',
        input: right,
        keys: [],
        aggregates: [{ name: 'largest', expression: max }],
      } as const
      const args = [column(value), { kind: 'subquery', form: 'scalar', plan } as const]
      return { op: 'filter', input, condition: { kind: 'call', name: 'lt', args } }
    }
  }
}

const column = ({ name }: Column) => ({ kind: 'column', name }) as const

const named = (columns: readonly Column[], nodes: readonly NamedNode['expression'][]): NamedNode[] =>
  nodes.map((expression, i) => ({ name: columns[i].name, expression }))

const sortNode = (key: SortKey): SortNode => ({
  expression: column(key.column),
  direction: key.descending ? 'desc' : 'asc',
  nulls: key.nullsFirst ? 'first' : 'last',
})

function frameNode({ unit, from, to }: Frame) {
  const bound = (n: number | null) => (n === null ? null : literalNode('int32', n))
  return { unit, from: bound(from), to: bound(to) }
}
