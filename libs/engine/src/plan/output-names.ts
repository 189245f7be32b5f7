import type { LogicalPlan } from './logical-plan.ts'

/** The column names of a plan, without analysing its expressions. */
export function outputNames(plan: LogicalPlan): readonly string[] {
  switch (plan.op) {
    case 'scan':
      return plan.schema.map(f => f.name)
    case 'parse':
      return [...plan.parser.schema, ...plan.input.schema].map(f => f.name)
    case 'malformed':
      return ['reason', 'raw', 'source', 'position']
    case 'project':
      return plan.columns.map(c => c.name)
    case 'aggregate':
      return [
        ...[...plan.keys, ...plan.aggregates].map(c => c.name),
        ...(plan.groupingId === undefined ? [] : [plan.groupingId]),
      ]
    case 'relation':
    case 'transform':
      return plan.schema.map(f => f.name)
    case 'values':
      return plan.names
    case 'window':
      return [...outputNames(plan.input), ...plan.functions.map(f => f.name)]
    case 'generate':
      return [...outputNames(plan.input), ...plan.names]
    case 'join':
      return plan.type === 'leftSemi' || plan.type === 'leftAnti'
        ? outputNames(plan.left)
        : [...outputNames(plan.left), ...outputNames(plan.right)]
    case 'setOperation':
      return outputNames(plan.left)
    default:
      return outputNames(plan.input)
  }
}

/** True when an aggregation is somewhere in the plan. */
export function hasAggregate(plan: LogicalPlan): boolean {
  for (let node: LogicalPlan = plan; 'input' in node; node = node.input) if (node.op === 'aggregate') return true
  return false
}
