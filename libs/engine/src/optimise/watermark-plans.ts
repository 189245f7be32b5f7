import { MillraceError } from '@millrace/errors'
import type { ExpressionNode, NamedNode } from '../plan/expression-node.ts'
import type { Filter, LogicalPlan, SetOperation, Watermark } from '../plan/logical-plan.ts'
import { outputNames } from '../plan/output-names.ts'

/** A union of rows as they are, which a watermark goes through. */
const isUnionAll = (plan: LogicalPlan): plan is SetOperation =>
  plan.op === 'setOperation' && plan.kind === 'union' && plan.all

/** A union that is all of a plan, or all but projections and filters over it, which then stand over each side. */
export function unionWithin(plan: LogicalPlan): SetOperation | undefined {
  if (isUnionAll(plan)) return plan
  if (plan.op !== 'project' && plan.op !== 'filter') return undefined
  const union = unionWithin(plan.input)
  if (union === undefined) return undefined
  const names = outputNames(union.left)
  return {
    ...union,
    left: { ...plan, input: union.left },
    right: { ...plan, input: named(union.right, names) },
  }
}

/** The columns of a plan under other names. */
function named(input: LogicalPlan, names: readonly string[]): LogicalPlan {
  const own = outputNames(input)
  if (own.every((name, i) => name === names[i])) return input
  const columns = names.map((name, i) => ({ name, expression: { kind: 'column', name: own[i] } as const }))
  return { op: 'project', input, columns }
}

/** A watermark over a union, as one over each side: together they are one. The sides have the column at the same place. */
export function watermarkedSides(plan: Watermark, union: SetOperation, group: number): SetOperation {
  const place = outputNames(union.left).indexOf(plan.column)
  const over = (input: LogicalPlan): LogicalPlan => ({
    ...plan,
    group: plan.group ?? group,
    input,
    column: outputNames(input)[place] ?? plan.column,
  })
  return { ...union, left: over(union.left), right: over(union.right) }
}

/**
 * A filter over a watermark that does not look at the event time, as one below it: Spark pushes it there, so that rows that it leaves
 * out do not move the watermark. Undefined for any other, and for one over rows of tasks, which see to that themselves.
 */
export function pushedFilter({ condition, input }: Filter): LogicalPlan | undefined {
  if (input.op === 'project') {
    const renamed = withColumns(condition, input.columns)
    const below = renamed && pushedFilter({ op: 'filter', condition: renamed, input: input.input })
    return below && { ...input, input: below }
  }
  if (input.op !== 'watermark' || isOfTasks(input.input) || namesIn(condition).has(input.column)) return undefined
  return { ...input, input: { op: 'filter', condition, input: input.input } }
}

/** Rows of one stream, filtered and projected. */
function isOfTasks(plan: LogicalPlan): boolean {
  if (plan.op === 'project' || plan.op === 'filter' || plan.op === 'inTimeZone') return isOfTasks(plan.input)
  return plan.op === 'parse' || plan.op === 'malformed' || plan.op === 'relation'
}

/** A condition over columns of a projection in terms of its input; undefined where it needs what the projection computes. */
function withColumns(condition: ExpressionNode, columns: readonly NamedNode[]): ExpressionNode | undefined {
  const given = new Map(columns.map(({ name, expression }) => [name, expression]))
  if ([...namesIn(condition)].some(name => given.get(name)?.kind !== 'column')) return undefined
  const replaced = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(replaced)
    const { kind, name } = value as { readonly kind?: unknown; readonly name?: unknown }
    if (kind === 'column') return given.get(String(name))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner)]))
  }
  return replaced(condition) as ExpressionNode
}

function namesIn(node: ExpressionNode): Set<string> {
  const names = new Set<string>()
  const search = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return
    const { kind, name } = value as { readonly kind?: unknown; readonly name?: unknown }
    if (kind === 'column') names.add(String(name))
    for (const inner of Object.values(value)) search(inner)
  }
  search(node)
  return names
}

/** Spark's rule for a watermark above another one. */
export const watermarkTwice = ({ column }: Watermark, below: string): MillraceError =>
  new MillraceError(
    'MILLRACE_ANALYSIS',
    `Redefining watermark is disallowed: withWatermark('${column}') stands above withWatermark('${below}'). Keep the one nearest to the source.`,
  )

/** The event time of a watermark below, on any way down. */
export function watermarkBelow(plan: LogicalPlan): string | undefined {
  if (plan.op === 'watermark') return plan.column
  if ('left' in plan) return watermarkBelow(plan.left) ?? watermarkBelow(plan.right)
  return 'input' in plan ? watermarkBelow(plan.input) : undefined
}
