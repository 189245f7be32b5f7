import type { Schema } from '@millrace/columns'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { malformedColumns, parsedSchema, schemaOf } from './analyse.ts'

/** A plan over streams as one over tables of the same columns: for its schema, not to be run. */
export function asTable(plan: LogicalPlan): LogicalPlan {
  switch (plan.op) {
    case 'scan':
      return table(plan.description, plan.schema)
    case 'parse':
      return table('lines', parsedSchema(plan.parser, plan.input))
    case 'malformed':
      return table('malformed lines', schemaOf(malformedColumns(plan.input)))
    case 'transform':
      return table(plan.name, plan.schema)
    case 'join':
    case 'setOperation':
      return { ...plan, left: asTable(plan.left), right: asTable(plan.right) }
    case 'relation':
    case 'values':
      return plan
    default:
      return { ...plan, input: asTable(plan.input) }
  }
}

const table = (name: string, schema: Schema): LogicalPlan => ({ op: 'relation', name, schema, streaming: false })
