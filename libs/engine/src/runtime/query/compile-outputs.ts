import type { Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { TransformProgram } from '../../api/dataset-source.ts'
import type { QueryIdentity } from '../../checkpoint/identity.ts'
import type { Json } from '../../connector/json.ts'
import type { ModuleRef } from '../../connector/module-ref.ts'
import type { AppendSink, OutputMode, RowsSink, Sink } from '../../connector/sink.ts'
import type { StaticTable } from '../../connector/static-table.ts'
import { PostPipeline } from '../../operators/post-pipeline.ts'
import { compilePipeline, type PhysicalPipeline } from '../../optimise/pipeline.ts'
import { watermarkLagMs } from '../../optimise/watermark-lag.ts'
import type { MainNode } from '../../plan/main-stage.ts'
import { arrowRows, rowsFromTasks } from '../../sinks/rows-from-tasks.ts'
import { AggregateState } from '../../state/aggregate-state.ts'
import { QueryState, type StateMemory } from '../../state/query-state.ts'
import type { MainRun } from '../loop/main-run.ts'
import { type AggregateOutput, QueryOutputs } from '../loop/query-outputs.ts'
import type { MainParts } from './main-parts.ts'
import type { QueryOutput } from './query-output.ts'
import { refuseSharedPlaces } from './shared-places.ts'

/** A query's outputs, planned together. */
export interface CompiledOutputs {
  readonly pipeline: PhysicalPipeline
  readonly outputs: QueryOutputs
  /** Null where no output needs it. */
  readonly main: MainRun | null
  readonly state: QueryState
  /** Encoders of the append sinks by output. */
  readonly encoders: Readonly<Record<string, ModuleRef>>
  /** What state is kept, for the checkpoint to compare. */
  readonly stateIdentity: Pick<QueryIdentity, 'state' | 'outputs'>
}

/**
 * Plans the outputs; MILLRACE_ANALYSIS where a dataset does not fit its sinks, or needs a main stage and there are no parts for it.
 * Without `memory` all state is in memory.
 */
export function compileOutputs(
  definitions: Readonly<Record<string, QueryOutput>>,
  mainParts: MainParts | null,
  memory: StateMemory | null = null,
): CompiledOutputs {
  const plans = Object.entries(definitions).map(([name, output]) => [
    name,
    { plan: output.dataset.plan, mode: modeOf(name, output) },
  ])
  const pipeline = compilePipeline(Object.fromEntries(plans))
  refuseSharedPlaces(definitions)
  const programs = programsOf(definitions)
  const parts = (): MainParts => mainParts ?? noMainStage(pipeline)
  const append = new Map<string, AppendSink>()
  const aggregates = new Map<string, AggregateOutput>()
  const main = new Map<string, readonly Sink[]>()
  const encoders: Record<string, ModuleRef> = {}
  const operators: Record<string, readonly string[]> = {}
  for (const [name, { sinks }] of Object.entries(definitions)) {
    const planned = pipeline.outputs[name]
    if (planned.kind === 'main') {
      main.set(name, sinks)
      operators[name] = operatorsOf(planned.root)
    } else if (planned.kind === 'aggregate') {
      operators[name] = [String(planned.aggregation)]
      const post = new PostPipeline(planned.post)
      aggregates.set(name, {
        aggregate: planned.aggregation,
        mode: planned.mode,
        finish: rows => post.run(rows),
        sinks,
      })
    } else {
      append.set(name, rowsSink(name, sinks, planned.schema))
      encoders[name] = append.get(name)!.encoder
    }
  }
  return {
    pipeline,
    outputs: new QueryOutputs(append, aggregates, main),
    main: main.size === 0 ? null : parts().run(pipeline, tablesOf(definitions)),
    state: new QueryState(
      space => ({
        aggregations: pipeline.aggregations.map(
          (spec, i) => new AggregateState(spec, pipeline.eventTimes[i], pipeline.emitsParts[i], space),
        ),
        main: pipeline.mainStates.map(node => ({
          state: parts().state(node, programs, space),
          lagMs: watermarkLagMs(node),
        })),
      }),
      pipeline.watermarks,
      memory,
    ),
    encoders: { ...encoders, ...Object.fromEntries(Object.keys(pipeline.mainRows).map(name => [name, arrowRows])) },
    stateIdentity: { state: identityOf(pipeline), outputs: operators },
  }
}

function noMainStage({ outputs }: PhysicalPipeline): never {
  const [name] = Object.entries(outputs).find(([, output]) => output.kind === 'main') ?? ['']
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `${name} is no aggregation over filtered and computed rows: run it with startQuery().`,
  )
}

/** The programs of a query by name. */
function programsOf(definitions: Readonly<Record<string, QueryOutput>>): ReadonlyMap<string, TransformProgram> {
  const programs = new Map<string, TransformProgram>()
  for (const source of Object.values(definitions).flatMap(({ dataset }) => dataset.sources)) {
    if (!('processor' in source)) continue
    if ((programs.get(source.description)?.processor ?? source.processor) !== source.processor)
      throw new MillraceError('MILLRACE_ANALYSIS', `Two programs of the query are called ${source.description}.`)
    programs.set(source.description, source)
  }
  return programs
}

const tablesOf = (definitions: Readonly<Record<string, QueryOutput>>): StaticTable[] =>
  Object.values(definitions)
    .flatMap(({ dataset }) => dataset.sources)
    .filter(
      (source): source is StaticTable => 'blocks' in source && 'structured' in source && source.structured === true,
    )

/** The sink of an output whose rows come out of tasks. */
function rowsSink(name: string, sinks: readonly Sink[], schema: Schema): AppendSink {
  const [sink] = sinks
  if (sinks.length > 1)
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `Output ${name} has ${sinks.length} append sinks: expected one, as each encodes rows in its own way.`,
    )
  return 'encoder' in sink ? sink : rowsFromTasks(sink as RowsSink, schema)
}

function modeOf(name: string, { sinks }: QueryOutput): OutputMode {
  const modes = new Set(sinks.map(sink => sink.mode))
  if (modes.size !== 1)
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `Output ${name} needs sinks of one mode, append, update or complete; it has ${modes.size === 0 ? 'none' : [...modes].join(' and ')}.`,
    )
  return [...modes][0]
}

/** A copy in which the numbers that SQL gives to columns are counted anew: other statements of a session change them. */
function plainCopy(value: unknown): Json {
  const numbers = new Map<string, number>()
  const renumbered = (name: string): string =>
    name.replace(/#\d+$/, id => `#${numbers.get(id) ?? numbers.set(id, numbers.size).size - 1}`)
  const text = JSON.stringify(value, (key, v) => (key === 'name' && typeof v === 'string' ? renumbered(v) : v))
  return JSON.parse(text) as Json
}

/** The operators that keep state below a node of the main stage. */
function operatorsOf(node: MainNode): string[] {
  if (node.op === 'aggregated') return [String(node.aggregation)]
  const inputs =
    'left' in node ? [node.left, node.right] : 'inputs' in node ? node.inputs : 'input' in node ? [node.input] : []
  const own = 'state' in node ? [`main-${node.state}`] : []
  return [...new Set([...own, ...inputs.flatMap(operatorsOf)])]
}

/** By aggregation: what is grouped and computed, and over which rows. */
function identityOf({ streams, eventTimes, mainStates }: PhysicalPipeline): Record<string, Json> {
  const identity: Record<string, Json> = {}
  for (const [i, node] of mainStates.entries()) identity[`main-${i}`] = plainCopy(node)
  for (const block of streams.flatMap(({ worker }) => [worker.parsed, worker.malformed]))
    for (const { id, spec, keys, args, selection } of block.aggregations) {
      const expressions = [...keys, ...args.flat()].map(i => block.expressions[i].expression)
      const eventTime = eventTimes[Number(id)]
      const conditions: unknown[] = []
      for (let s = selection; s >= 0; s = block.selections[s].input) conditions.push(block.selections[s].condition)
      identity[id] = plainCopy({ spec, expressions, conditions, ...(eventTime === null ? {} : { eventTime }) })
    }
  return identity
}
