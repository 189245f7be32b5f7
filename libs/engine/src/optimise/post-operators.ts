import type { Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { resolveAggregate, resolveColumns, resolveCondition, resolveScalar, schemaOf } from '../analyse/analyse.ts'
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
export function postOperator(plan: PostNode, { schema, post }: PostPlan): PostPlan {
  switch (plan.op) {
    case 'project': {
      const columns = resolveColumns(plan.columns, schema)
      return { schema: schemaOf(columns), post: [...post, { op: 'project', columns }] }
    }
    case 'filter':
      return { schema, post: [...post, { op: 'filter', condition: resolveCondition(plan.condition, schema) }] }
    case 'sort': {
      const orders = plan.orders.map(o => ({ ...o, expression: resolveScalar(o.expression, schema) }))
      return { schema, post: [...post, { op: 'sort', orders }] }
    }
    case 'limit':
      return { schema, post: [...post, { op: 'limit', count: plan.count }] }
  }
}

/** An aggregation of a result: the whole of it is there, so it is done at once. */
export function postAggregate(plan: Aggregate, { schema, post }: PostPlan): PostPlan {
  const { keys, aggregates } = resolveAggregate(plan, schema)
  const functions: PostAggregate['functions'][number][] = []
  const columns = extractAggregates(keys, aggregates, call => {
    return functions.push({ ...functionSpec(call), expressions: aggregateArguments(call) }) - 1
  })
  return {
    schema: schemaOf(columns),
    post: [...post, { op: 'aggregate', keys: keys.map(k => k.expression), functions }, { op: 'project', columns }],
  }
}

/** Spark's rule for results of which a batch gives only a part. */
export function refuseOrder(post: readonly PostOperator[]): void {
  const names: Readonly<Record<string, string>> = {
    sort: 'Sorting',
    limit: 'A limit',
    aggregate: 'An aggregation of an aggregation',
  }
  const found = post.find(({ op }) => op in names)
  if (found === undefined) return
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `${names[found.op]} is not supported on streaming Datasets, unless it is on an aggregated Dataset in complete output mode.`,
  )
}
