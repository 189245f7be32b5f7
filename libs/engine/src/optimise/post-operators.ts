import type { Schema } from '@millrace/columns'
import { resolveAggregate, resolveColumns, resolveCondition, resolveScalar, schemaOf } from '../analyse/analyse.ts'
import type { AnalysisContext } from '../analyse/context.ts'
import { extractAggregates } from '../analyse/extract-aggregates.ts'
import { aggregateArguments, functionSpec } from '../operators/aggregate/function-spec.ts'
import type { Aggregate, Filter, Limit, LogicalPlan, Project, Sort } from '../plan/logical-plan.ts'
import type { PostAggregate, PostOperator } from '../plan/post-plan.ts'

/** Operators over the whole of a result, and the columns that they give. */
export interface PostPlan {
  readonly schema: Schema
  readonly post: readonly PostOperator[]
}

/** Plan nodes that need no state of their own over a whole result. */
export type PostNode = Project | Filter | Sort | Limit

export const isPostNode = (plan: LogicalPlan): plan is PostNode =>
  ['project', 'filter', 'sort', 'limit'].includes(plan.op)

/** A plan node over a result. */
export function postOperator(plan: PostNode, { schema, post }: PostPlan, context: AnalysisContext): PostPlan {
  switch (plan.op) {
    case 'project': {
      const columns = resolveColumns(plan.columns, schema, context)
      return { schema: schemaOf(columns), post: [...post, { op: 'project', columns }] }
    }
    case 'filter':
      return { schema, post: [...post, { op: 'filter', condition: resolveCondition(plan.condition, schema, context) }] }
    case 'sort': {
      const orders = plan.orders.map(o => ({ ...o, expression: resolveScalar(o.expression, schema, context) }))
      return { schema, post: [...post, { op: 'sort', orders }] }
    }
    case 'limit':
      return { schema, post: [...post, { op: 'limit', count: plan.count, offset: plan.offset ?? 0 }] }
  }
}

/** An aggregation of a result: the whole of it is there, so it is done at once. */
export function postAggregate(plan: Aggregate, { schema, post }: PostPlan, context: AnalysisContext): PostPlan {
  const { keys, aggregates } = resolveAggregate(plan, schema, context)
  const functions: PostAggregate['functions'][number][] = []
  const columns = extractAggregates(keys, aggregates, call => {
    return functions.push({ ...functionSpec(call), expressions: aggregateArguments(call) }) - 1
  })
  return {
    schema: schemaOf(columns),
    post: [...post, { op: 'aggregate', keys: keys.map(k => k.expression), functions }, { op: 'project', columns }],
  }
}
