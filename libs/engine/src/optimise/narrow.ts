import { resolveColumns, resolveCondition, schemaOf } from '../analyse/analyse.ts'
import type { AnalysisContext } from '../analyse/context.ts'
import { inline } from '../analyse/expression-facts.ts'
import { columnsOf, conjuncts } from '../analyse/join-keys.ts'
import type { Filter, Project, Watermark } from '../plan/logical-plan.ts'
import type { TypedExpression } from '../plan/typed-expression.ts'
import type { Narrow } from './built.ts'
import { eventTimeOf, projectedEventTimes } from './event-time.ts'

/** A projection or a filter of rows of tasks. */
export function narrowed(plan: Project | Filter, input: Narrow, context: AnalysisContext): Narrow {
  const schema = schemaOf(input.columns)
  if (plan.op === 'filter') return filtered(input, conjuncts(resolveCondition(plan.condition, schema, context)))
  const columns = resolveColumns(plan.columns, schema, context)
  const { watermark } = input
  const derived = columns.filter(c => [...columnsOf(c.expression)].some(name => watermark?.derived.has(name)))
  return {
    ...input,
    eventTimes: projectedEventTimes(columns, input.eventTimes),
    columns: columns.map(c => ({ name: c.name, expression: inline(c.expression, input.columns) })),
    ...(watermark && { watermark: { ...watermark, derived: new Set(derived.map(c => c.name)) } }),
  }
}

/** Rows whose event time is known from here on. */
export function watermarked({ column, delayMicroseconds, group }: Watermark, input: Narrow): Narrow {
  const time = eventTimeOf(column, schemaOf(input.columns))
  const watermark = {
    column,
    time: inline(time, input.columns),
    delayMs: delayMicroseconds / 1000,
    ...(group === undefined ? {} : { group }),
    filters: input.filters,
    derived: new Set([column]),
  }
  return { ...input, eventTimes: [column], watermark }
}

/** Leaves out rows; conditions that do not look at the event time go below the watermark, as Spark pushes them. */
export function filtered(input: Narrow, conditions: readonly TypedExpression[]): Narrow {
  const { watermark } = input
  const inlined = (all: readonly TypedExpression[]) => all.map(e => inline(e, input.columns))
  const below = conditions.filter(e => ![...columnsOf(e)].some(name => watermark?.derived.has(name)))
  return {
    ...input,
    filters: [...input.filters, ...inlined(conditions)],
    ...(watermark && { watermark: { ...watermark, filters: [...watermark.filters, ...inlined(below)] } }),
  }
}
