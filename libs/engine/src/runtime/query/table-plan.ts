import type { NamedNode } from '../../plan/expression-node.ts'
import type { Deduplicate, LogicalPlan } from '../../plan/logical-plan.ts'
import { outputNames } from '../../plan/output-names.ts'

/** A plan over tables without the operators that are for streams: a watermark means nothing there, duplicates are groups. */
export function tablePlan(plan: LogicalPlan): LogicalPlan {
  if (plan.op === 'watermark') return tablePlan(plan.input)
  if ('left' in plan) return { ...plan, left: tablePlan(plan.left), right: tablePlan(plan.right) }
  if (plan.op === 'deduplicate' && plan.withinWatermark !== true) return firstRows(plan)
  if (!('input' in plan) || plan.op === 'parse' || plan.op === 'malformed') return plan
  return { ...plan, input: tablePlan(plan.input) }
}

/** The first row of each combination of values in some columns. */
function firstRows({ input, columns }: Deduplicate): LogicalPlan {
  const names = outputNames(input)
  const below = tablePlan(input)
  if (columns === undefined) return { op: 'distinct', input: below }
  const column = (name: string): NamedNode => ({ name, expression: { kind: 'column', name } })
  const others = names.filter(name => !columns.includes(name))
  return {
    op: 'project',
    input: {
      op: 'aggregate',
      input: below,
      keys: columns.map(column),
      aggregates: others.map(name => ({
        name,
        expression: { kind: 'aggregate', name: 'first', args: [column(name).expression] },
      })),
    },
    columns: names.map(column),
  }
}
