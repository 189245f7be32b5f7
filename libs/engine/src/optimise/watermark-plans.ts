import { MillraceError } from '@millrace/errors'
import type { ExpressionNode } from '../plan/expression-node.ts'
import type { Filter, LogicalPlan, SetOperation, Watermark } from '../plan/logical-plan.ts'
import { outputNames } from '../plan/output-names.ts'
import { refusal } from './refusal.ts'

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
 * A filter over a watermark over a union that does not look at the event time, as one below it: Spark pushes it there, so that rows that it
 * leaves out do not move the watermark. Undefined for any other.
 */
export function pushedFilter({ condition, input }: Filter): LogicalPlan | undefined {
  if (input.op !== 'watermark' || unionWithin(input.input) === undefined || namesIn(condition).has(input.column))
    return undefined
  return { ...input, input: { op: 'filter', condition, input: input.input } }
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

/** Why a watermark cannot stand where it does, and where it can. */
export function watermarkRefusal({ column, input }: Watermark): MillraceError {
  const below = watermarkBelow(input)
  if (below !== undefined)
    return new MillraceError(
      'MILLRACE_ANALYSIS',
      `Redefining watermark is disallowed: withWatermark('${column}') stands above withWatermark('${below}'). Keep the one nearest to the source.`,
    )
  return refusal(
    `withWatermark('${column}') stands above ${statefulBelow(input)}, which is not supported on streaming Datasets: call it before, on the stream that has the column.`,
  )
}

function watermarkBelow(plan: LogicalPlan): string | undefined {
  if (plan.op === 'watermark') return plan.column
  if ('left' in plan) return watermarkBelow(plan.left) ?? watermarkBelow(plan.right)
  return 'input' in plan ? watermarkBelow(plan.input) : undefined
}

/** The nearest operator that keeps state or makes rows of others. */
function statefulBelow(plan: LogicalPlan): string {
  const NAMES: Partial<Record<LogicalPlan['op'], string>> = {
    aggregate: 'an aggregation',
    distinct: 'an aggregation',
    join: 'a join',
    deduplicate: 'dropDuplicates',
    transform: 'transformWithState',
    generate: 'explode',
    limit: 'a limit',
    sort: 'a sort',
    setOperation: 'a union',
  }
  const name = NAMES[plan.op]
  if (name !== undefined) return name
  return 'input' in plan ? statefulBelow(plan.input) : plan.op
}
