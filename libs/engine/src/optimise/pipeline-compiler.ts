import { MillraceError } from '@millrace/errors'
import { type AnalysisContext, analysisContext } from '../analyse/context.ts'
import type { OutputMode } from '../connector/sink.ts'
import type { Aggregate, InTimeZone, Join, LogicalPlan, SetOperation, Watermark } from '../plan/logical-plan.ts'
import type { MainNode } from '../plan/main-stage.ts'
import { outputNames } from '../plan/output-names.ts'
import { type Built, type Main, schemaOfBuilt } from './built.ts'
import { isEventTime, projectedEventTimes } from './event-time.ts'
import { expandGroupingSets } from './grouping-sets.ts'
import { joinFilters } from './join-filters.ts'
import { MainCompiler, sortRefusal, twiceRefusal } from './main-compiler.ts'
import { analyseJoinOf, tableJoinOf } from './main-joins.ts'
import { unionEventTimes, unionOf } from './main-union.ts'
import { filtered, narrowed, watermarked } from './narrow.ts'
import { foundIn } from './node-of-error.ts'
import type { OutputDefinition, PhysicalPipeline, PipelineOutput } from './pipeline.ts'
import { isPostNode, postAggregate, postOperator } from './post-operators.ts'
import { modeRefusal, refusal } from './refusal.ts'
import { spreadWindows } from './spread-windows.ts'
import { filteredJoin, isInnerJoin, isStreaming } from './streaming-plans.ts'
import { TaskPlans } from './task-plans.ts'
import { pushedFilter, unionWithin, watermarkBelow, watermarkedSides, watermarkTwice } from './watermark-plans.ts'

/** Plans the outputs of one pipeline; see `compilePipeline`. */
export class PipelineCompiler {
  readonly #tasks = new TaskPlans()
  #groups = 0
  readonly #main = new MainCompiler()
  #context: AnalysisContext = analysisContext()

  compile(outputs: Readonly<Record<string, OutputDefinition>>): PhysicalPipeline {
    const compiled = Object.entries(outputs).map(([name, o]) => [name, this.#output(name, o)] as const)
    if (compiled.length === 0) throw new MillraceError('MILLRACE_ANALYSIS', 'A pipeline needs at least one output.')
    return { ...this.#tasks.build(), mainStates: this.#main.states, outputs: Object.fromEntries(compiled) }
  }

  #output(name: string, { plan, mode }: OutputDefinition): PipelineOutput {
    const built = this.#plan(plan, mode)
    if (built.kind === 'main') return this.#main.output(name, built.node, mode)
    if (built.kind === 'aggregated') {
      if (mode === 'append' && !this.#tasks.endsByEventTime(built.aggregation))
        throw modeRefusal(mode, 'streaming aggregations without watermark', name)
      const { aggregation, schema, post } = built
      return { kind: 'aggregate', mode, schema, aggregation, post }
    }
    if (mode === 'complete') throw modeRefusal(mode, 'no streaming aggregations', name)
    return { kind: 'rows', mode, schema: this.#tasks.rows(name, built) }
  }

  #plan(plan: LogicalPlan, mode: OutputMode): Built {
    try {
      return this.#planned(plan, mode)
    } catch (error) {
      throw foundIn(error, plan)
    }
  }

  #planned(plan: LogicalPlan, mode: OutputMode): Built {
    switch (plan.op) {
      case 'scan':
        throw new MillraceError(
          'MILLRACE_ANALYSIS',
          `The records of ${plan.description} have to be parsed: call parse().`,
        )
      case 'parse':
      case 'malformed':
      case 'relation':
        return this.#tasks.leaf(plan)
      case 'inTimeZone':
        return this.#inTimeZone(plan, mode)
      case 'distinct': {
        const keys = outputNames(plan.input).map(name => ({ name, expression: { kind: 'column', name } as const }))
        return this.#plan({ op: 'aggregate', input: plan.input, keys, aggregates: [] }, mode)
      }
      case 'aggregate':
        if (plan.sets !== undefined) return this.#plan(expandGroupingSets(plan), mode)
        return this.#spreadAggregate(plan, mode) ?? this.#aggregate(plan, this.#plan(plan.input, mode), mode)
      case 'generate': {
        const { node, eventTimes } = this.#toMain(this.#plan(plan.input, mode), mode)
        return { kind: 'main', node: this.#main.generate(plan, node), eventTimes }
      }
      case 'window':
        throw new MillraceError(
          'MILLRACE_ANALYSIS',
          `[NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING] Window function is not supported on streaming Datasets (${plan.functions.map(f => f.name).join(', ')}): group by window() instead.`,
        )
      case 'watermark':
        return this.#watermark(plan, mode)
      case 'deduplicate': {
        const { node, eventTimes } = this.#toMain(this.#plan(plan.input, mode), mode)
        return {
          kind: 'main',
          node: this.#main.deduplicate(plan, node, eventTimes, this.#delayOf(plan.input)),
          eventTimes,
        }
      }
      case 'transform': {
        const { node, eventTimes } = this.#toMain(this.#plan(plan.input, mode), mode)
        return { kind: 'main', node: this.#main.transform(plan, node, eventTimes) }
      }
      case 'join':
        return this.#join(plan, mode)
      case 'setOperation': {
        if (plan.kind === 'union' && !plan.all)
          return this.#plan({ op: 'distinct', input: { ...plan, all: true } }, mode)
        if (isStreaming(plan.left) !== isStreaming(plan.right))
          throw refusal(
            `${plan.kind} between streaming and batch Datasets is not supported: join the stream with the table, or read the table as a stream.`,
          )
        const sides = [plan.left, plan.right].map(side => this.#toMain(this.#plan(side, mode), mode))
        const node = unionOf(
          plan,
          sides.map(side => side.node),
        )
        return { kind: 'main', node, eventTimes: unionEventTimes(sides) }
      }
    }
    if (!isPostNode(plan)) throw refusal(`${plan.op} is not supported on streaming Datasets.`)
    if (plan.op === 'filter' && isInnerJoin(plan.input)) return this.#plan(filteredJoin(plan, plan.input), mode)
    const pushed = plan.op === 'filter' ? pushedFilter(plan) : undefined
    if (pushed !== undefined) return this.#plan(pushed, mode)
    const input = this.#plan(plan.input, mode)
    if (input.kind === 'narrow' && (plan.op === 'project' || plan.op === 'filter'))
      return narrowed(plan, input, this.#context)
    const eventTimes = plan.op === 'project' ? projectedEventTimes(plan.columns, input.eventTimes) : input.eventTimes
    if (input.kind === 'aggregated' && (mode === 'complete' || plan.op === 'project' || plan.op === 'filter'))
      return { ...input, ...postOperator(plan, input, this.#context), eventTimes }
    if (plan.op === 'sort' && mode !== 'complete') throw sortRefusal()
    return { kind: 'main', node: this.#main.apply(plan, this.#toMain(input, mode).node, mode), eventTimes }
  }

  /** Plans what a session of that time zone wrote. */
  #inTimeZone({ input, timeZone }: InTimeZone, mode: OutputMode): Built {
    const around = this.#context
    this.#within({ ...around, timeZone })
    try {
      return this.#plan(input, mode)
    } finally {
      this.#within(around)
    }
  }

  #within(context: AnalysisContext): void {
    this.#context = context
    this.#main.context = context
  }

  #watermark(plan: Watermark, mode: OutputMode): Built {
    const union = unionWithin(plan.input)
    if (union !== undefined) {
      if (union !== plan.input) this.#expectSameTypes(plan, union, mode)
      return this.#plan(watermarkedSides(plan, union, this.#groups++), mode)
    }
    const input = this.#plan(plan.input, mode)
    const below = watermarkBelow(plan.input)
    if (below !== undefined) throw watermarkTwice(plan, below)
    if (input.kind === 'narrow') return watermarked(plan, input)
    if (input.kind === 'aggregated' && mode === 'append')
      throw modeRefusal(mode, 'streaming aggregations without watermark')
    const { column, delayMicroseconds, group } = plan
    const node = this.#main.watermark(plan, this.#toMain(input, mode).node)
    const delayMs = delayMicroseconds / 1000
    this.#tasks.addWatermark({
      aggregation: node.state,
      isMain: true,
      delayMs,
      ...(group === undefined ? {} : { group }),
    })
    return { kind: 'main', node, eventTimes: [column] }
  }

  /** Expressions over a union mean the same over each side where no column is widened by it. */
  #expectSameTypes({ column }: Watermark, union: SetOperation, mode: OutputMode): void {
    const [left, right] = [union.left, union.right].map(side => schemaOfBuilt(new PipelineCompiler().#plan(side, mode)))
    const other = left.find((f, i) => f.type !== right[i]?.type)
    if (other === undefined) return
    throw refusal(
      `withWatermark('${column}') stands above expressions over a union that widens the column ${other.name}: call it on the sides of the union, or right after it.`,
    )
  }

  #spreadAggregate(plan: Aggregate, mode: OutputMode): Built | undefined {
    const spread = spreadWindows(plan)
    if (spread === undefined) return undefined
    const input = this.#plan(spread.plan.input, mode)
    const { eventTimes = [] } = input
    const own = isEventTime(spread.time, eventTimes) ? [spread.column] : []
    return this.#aggregate(spread.plan, { ...input, eventTimes: [...own, ...eventTimes] }, mode)
  }

  #aggregate(plan: Aggregate, input: Built, mode: OutputMode): Built {
    if (plan.keys.some(k => k.expression.kind === 'call' && k.expression.name === 'sessionWindow')) {
      const { node, eventTimes } = this.#toMain(input, mode)
      return { kind: 'main', ...this.#main.session(plan, node, eventTimes, mode) }
    }
    if (input.kind === 'main')
      return { kind: 'main', ...this.#main.aggregate(plan, input.node, input.eventTimes, mode) }
    if (input.kind === 'aggregated') {
      if (mode === 'complete') return { ...input, ...postAggregate(plan, input, this.#context) }
      if (mode === 'update') throw twiceRefusal()
      const { node, eventTimes } = this.#toMain(input, mode)
      return { kind: 'main', ...this.#main.aggregate(plan, node, eventTimes, mode) }
    }
    return this.#tasks.aggregate(plan, input, mode, this.#context)
  }

  #join(plan: Join, mode: OutputMode): Main {
    const [left, right] = [plan.left, plan.right].map(isStreaming)
    if (left && right) return this.#streamJoin(plan, mode)
    const stream = this.#toMain(this.#plan(left ? plan.left : plan.right, mode), mode)
    const [table, side] = left ? ([plan.right, 'left'] as const) : ([plan.left, 'right'] as const)
    return { kind: 'main', ...tableJoinOf(plan, stream, table, side, this.#context) }
  }

  #streamJoin(plan: Join, mode: OutputMode): Main {
    if (mode === 'update')
      throw refusal(
        `${plan.type} join between two streaming Datasets is not supported in update output mode: write in append mode.`,
      )
    const [left, right] = [plan.left, plan.right].map(side => this.#plan(side, mode))
    const schemas = { left: schemaOfBuilt(left), right: schemaOfBuilt(right) }
    const filters = joinFilters(analyseJoinOf(plan, schemas.left, schemas.right, this.#context), schemas)
    const side = (input: Built, name: 'left' | 'right'): Main =>
      this.#toMain(input.kind === 'narrow' ? filtered(input, filters[name]) : input, mode)
    return { kind: 'main', ...this.#main.streamJoin(plan, side(left, 'left'), side(right, 'right')) }
  }

  /** Hands rows over to the main stage. */
  #toMain(input: Built, mode: OutputMode): Main {
    if (input.kind === 'main') return input
    const { eventTimes } = input
    if (input.kind === 'narrow') return { kind: 'main', node: this.#tasks.handOver(input), eventTimes }
    const { aggregation, post, schema } = input
    const groups: MainNode = { op: 'aggregated', aggregation, mode, schema: [] }
    return { kind: 'main', node: { op: 'apply', input: groups, operators: post, schema }, eventTimes }
  }

  /** The delay of the watermark of a plan's rows, in microseconds. */
  #delayOf(plan: LogicalPlan): number | null {
    if (plan.op === 'watermark') return plan.delayMicroseconds
    if ('left' in plan) return this.#delayOf(plan.left) ?? this.#delayOf(plan.right)
    return 'input' in plan ? this.#delayOf(plan.input) : null
  }
}
