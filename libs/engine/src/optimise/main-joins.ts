import type { Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { analysePlan } from '../analyse/analyse-plan.ts'
import type { AnalysisContext } from '../analyse/context.ts'
import { columnsOf, conjunction, conjuncts } from '../analyse/join-keys.ts'
import type { Join, JoinType, LogicalPlan } from '../plan/logical-plan.ts'
import type { MainJoin, MainNode } from '../plan/main-stage.ts'
import type { TypedExpression } from '../plan/typed-expression.ts'
import type { TypedJoin } from '../plan/typed-plan.ts'
import { chosenEventTime } from './event-time.ts'
import { joinExpiries } from './join-expiry.ts'
import type { Side } from './main-compiler.ts'
import { refusal } from './refusal.ts'

/** Plans a join of two streams. */
export function streamJoinOf(plan: Join, left: Side, right: Side, context: AnalysisContext): Omit<MainJoin, 'state'> {
  const analysed = analyseJoinOf(plan, left.node.schema, right.node.schema, context)
  if (analysed.keys.length === 0)
    throw refusal(
      'Stream-stream join without equality predicate is not supported: add a condition such as a.id = b.id.',
    )
  const timed = (side: Side) => ({ schema: side.node.schema, eventTimes: side.eventTimes ?? [] })
  const expiry = joinExpiries(timed(left), timed(right), analysed.keys, analysed.residual)
  refuseEndlessJoin(plan.type, expiry)
  const { residual, conditions } = oneSided(analysed.residual, left.node.schema, right.node.schema)
  const sideOf = ({ node: { schema }, eventTimes }: Side, name: 'left' | 'right') => {
    const over = expiry[name]
    const eventTime = chosenEventTime(eventTimes, schema, over === null ? [] : [schema[over.column].name])
    return {
      condition: conditions[name],
      eventTime: eventTime === undefined ? null : schema.findIndex(f => f.name === eventTime),
      expiry: over,
    }
  }
  return {
    op: 'join',
    left: left.node,
    right: right.node,
    type: plan.type,
    keys: analysed.keys,
    residual,
    sides: { left: sideOf(left, 'left'), right: sideOf(right, 'right') },
    schema: analysed.schema,
  }
}

/** Joins a stream, which is the `side` of the plan's join, with a table. */
export function tableJoinOf(
  plan: Join,
  stream: Side,
  table: LogicalPlan,
  side: 'left' | 'right',
  context: AnalysisContext,
): Side {
  const typed = analysePlan(table, context)
  const streamSchema = stream.node.schema
  const [left, right] = side === 'left' ? [streamSchema, typed.schema] : [typed.schema, streamSchema]
  const analysed = analyseJoinOf(plan, left, right, context)
  const turned: Partial<Record<JoinType, JoinType>> =
    side === 'left'
      ? { inner: 'inner', cross: 'cross', left: 'left', leftSemi: 'leftSemi', leftAnti: 'leftAnti' }
      : { inner: 'inner', cross: 'cross', right: 'left' }
  const type = turned[plan.type]
  if (type === undefined)
    throw refusal(
      `A ${plan.type} join with a stream on the ${side} side and a table on the other is not supported on streaming Datasets.`,
    )
  const keys = side === 'left' ? analysed.keys : analysed.keys.map(k => ({ ...k, left: k.right, right: k.left }))
  const semi = type === 'leftSemi' || type === 'leftAnti'
  const nullable = typed.schema.map(f => ({ ...f, nullable: f.nullable || type === 'left' }))
  const pairSchema = semi ? streamSchema : [...streamSchema, ...nullable]
  const columns = analysed.schema.map(f => pairSchema.findIndex(p => p.name === f.name))
  const { residual, schema } = analysed
  const node: MainNode = {
    op: 'tableJoin',
    input: stream.node,
    table: typed,
    type,
    keys,
    residual,
    pairSchema,
    columns,
    schema,
  }
  return { node, eventTimes: stream.eventTimes }
}

/** The condition of a join over the columns of its sides, whose names have to differ. */
export function analyseJoinOf(plan: Join, left: Schema, right: Schema, context: AnalysisContext): TypedJoin {
  const twice = left.find(f => right.some(g => g.name === f.name))
  if (twice !== undefined)
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `[AMBIGUOUS_REFERENCE] Both sides of the join have a column \`${twice.name}\`: rename one of them, or join with using.`,
    )
  const relation = (name: string, schema: Schema): LogicalPlan => ({ op: 'relation', name, schema, streaming: false })
  const sides = { left: relation('left', left), right: relation('right', right) }
  return analysePlan({ ...plan, ...sides }, context) as TypedJoin
}

/** Takes conditions on one side alone out of a join's condition. */
function oneSided(residual: TypedExpression | null, left: Schema, right: Schema) {
  const names = { left: new Set(left.map(f => f.name)), right: new Set(right.map(f => f.name)) }
  const parts: Record<'left' | 'right' | 'both', TypedExpression[]> = { left: [], right: [], both: [] }
  for (const e of residual === null ? [] : conjuncts(residual)) {
    const columns = [...columnsOf(e)]
    const within = (side: 'left' | 'right'): boolean => columns.length > 0 && columns.every(c => names[side].has(c))
    parts[within('left') ? 'left' : within('right') ? 'right' : 'both'].push(e)
  }
  return {
    residual: conjunction(parts.both),
    conditions: { left: conjunction(parts.left), right: conjunction(parts.right) },
  }
}

/** Spark's rule: rows of an outer side have to come to an end, or they would never be given. */
function refuseEndlessJoin(type: JoinType, expiry: { readonly left: unknown; readonly right: unknown }): void {
  const needed = { left: ['left'], leftSemi: ['left'], right: ['right'], full: ['left', 'right'] }[type as 'left'] ?? []
  if (needed.every(side => expiry[side as 'left'] !== null)) {
    if (type === 'inner' || needed.length > 0) return
    throw refusal(`A ${type} join of two streams is not supported.`)
  }
  throw refusal(
    `Stream-stream ${type} join is not supported without a watermark in the join keys, or a watermark on the nullable side and an appropriate range condition.`,
  )
}
