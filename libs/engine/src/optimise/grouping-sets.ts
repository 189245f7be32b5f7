import type { NamedNode } from '../plan/expression-node.ts'
import type { Aggregate, LogicalPlan } from '../plan/logical-plan.ts'
import { outputNames } from '../plan/output-names.ts'

/** Name of the column that tells sets apart where the query does not ask for one. */
const SET_ID = 'grouping id'

/** Spark's Expand: an aggregation by grouping sets as one by plain keys, over the rows once for each set. */
export function expandGroupingSets(plan: Aggregate): LogicalPlan {
  const { keys, sets = [], groupingId, aggregates, input } = plan
  const own = outputNames(input).map(name => column(name, name))
  const copies = sets.map((set): LogicalPlan => {
    const id = keys.reduce((bits, _, i) => bits * 2n + (set.includes(i) ? 0n : 1n), 0n)
    const columns: NamedNode[] = keys.map(({ expression }, i) => ({
      name: keyColumn(i),
      expression: set.includes(i) ? expression : { kind: 'literal', type: 'void', value: null },
    }))
    const setId = { name: SET_ID, expression: { kind: 'literal', type: 'int64', value: String(id) } } as const
    return { op: 'project', input, columns: [...own, ...columns, setId] }
  })
  const expanded = copies.reduce((left, right) => ({ op: 'setOperation', kind: 'union', all: true, left, right }))
  const id = groupingId ?? SET_ID
  const aggregated: LogicalPlan = {
    op: 'aggregate',
    input: expanded,
    keys: [...keys.map(({ name }, i) => column(name, keyColumn(i))), column(id, SET_ID)],
    aggregates,
  }
  const names = [...keys, ...aggregates].map(({ name }) => name)
  const shown = groupingId === undefined ? names : [...names, groupingId]
  return { op: 'project', input: aggregated, columns: shown.map(name => column(name, name)) }
}

const keyColumn = (i: number): string => `grouping key ${i}`

const column = (name: string, from: string): NamedNode => ({ name, expression: { kind: 'column', name: from } })
