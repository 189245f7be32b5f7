import { MillraceError } from '@millrace/errors'
import type { QueryIdentity } from '../../checkpoint/identity.ts'
import type { Json } from '../../connector/json.ts'
import type { ModuleRef } from '../../connector/module-ref.ts'
import type { AppendSink, CompleteSink, OutputMode } from '../../connector/sink.ts'
import { PostPipeline } from '../../operators/post-pipeline.ts'
import { compilePipeline, type PhysicalPipeline } from '../../optimise/pipeline.ts'
import { AggregateState } from '../../state/aggregate-state.ts'
import { QueryState } from '../../state/query-state.ts'
import { type CompleteOutput, QueryOutputs } from '../loop/query-outputs.ts'
import type { QueryOutput } from './query-output.ts'

/** A query's outputs, planned together. */
export interface CompiledOutputs {
  readonly pipeline: PhysicalPipeline
  readonly outputs: QueryOutputs
  readonly state: QueryState
  /** Encoders of the append sinks by output. */
  readonly encoders: Readonly<Record<string, ModuleRef>>
  /** What state is kept, for the checkpoint to compare. */
  readonly stateIdentity: Pick<QueryIdentity, 'state' | 'outputs'>
}

/** Plans the outputs; MILLRACE_ANALYSIS where a dataset does not fit its sinks. */
export function compileOutputs(definitions: Readonly<Record<string, QueryOutput>>): CompiledOutputs {
  const plans = Object.entries(definitions).map(([name, output]) => [
    name,
    { plan: output.dataset.plan, mode: modeOf(name, output) },
  ])
  const pipeline = compilePipeline(Object.fromEntries(plans))
  const append = new Map<string, AppendSink>()
  const complete = new Map<string, CompleteOutput>()
  const encoders: Record<string, ModuleRef> = {}
  const operators: Record<string, string> = {}
  for (const [name, { sinks }] of Object.entries(definitions)) {
    const planned = pipeline.outputs[name]
    if (planned.kind === 'aggregate') {
      operators[name] = String(planned.aggregation)
      const post = new PostPipeline(planned.post)
      complete.set(name, {
        aggregate: planned.aggregation,
        finish: rows => post.run(rows),
        sinks: sinks as CompleteSink[],
      })
    } else {
      if (sinks.length > 1)
        throw new MillraceError(
          'MILLRACE_ANALYSIS',
          `Output ${name} has ${sinks.length} append sinks: expected one, as each encodes rows in its own way.`,
        )
      const sink = sinks[0] as AppendSink
      append.set(name, sink)
      encoders[name] = sink.encoder
    }
  }
  return {
    pipeline,
    outputs: new QueryOutputs(append, complete),
    state: new QueryState(() => pipeline.aggregations.map(spec => new AggregateState(spec))),
    encoders,
    stateIdentity: { state: identityOf(pipeline), outputs: operators },
  }
}

function modeOf(name: string, { sinks }: QueryOutput): OutputMode {
  const modes = new Set(sinks.map(sink => sink.mode))
  if (modes.size !== 1)
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `Output ${name} needs sinks of one mode, append or complete; it has ${modes.size === 0 ? 'none' : 'both'}.`,
    )
  return [...modes][0]
}

/** By aggregation: what is grouped and computed, and over which rows. */
function identityOf({ worker }: PhysicalPipeline): Record<string, Json> {
  const identity: Record<string, Json> = {}
  for (const block of [worker.parsed, worker.malformed])
    for (const { id, spec, keys, args, selection } of block.aggregations) {
      const expressions = [...keys, ...args.flat()].map(i => block.expressions[i].expression)
      const conditions: unknown[] = []
      for (let s = selection; s >= 0; s = block.selections[s].input) conditions.push(block.selections[s].condition)
      identity[id] = JSON.parse(JSON.stringify({ spec, expressions, conditions })) as Json
    }
  return identity
}
