import type { ModuleRef } from '../../connector/module-ref.ts'
import type { Artefact } from '../../connector/sink.ts'
import type { InputPartition, RawBlock } from '../../connector/source.ts'
import type { PartialResult } from '../../operators/aggregate/partial-aggregator.ts'
import type { WorkerPlan } from '../../plan/worker-plan.ts'
import type { SerialisedError } from './serialised-error.ts'

/** One source of a query: how its records are decoded and what is done with them. */
export interface StreamSetup {
  readonly decoder: ModuleRef
  readonly plan: WorkerPlan
}

/** Everything a worker needs to know of a query: JSON, sent once. */
export interface TaskSetup {
  readonly streams: readonly StreamSetup[]
  /** Encoders by output name, for the outputs whose rows leave the worker as artefacts. */
  readonly encoders: Readonly<Record<string, ModuleRef>>
  /** Bytes of dictionaries and partial aggregates beyond which a task hands them on and starts anew. Default 192 MiB. */
  readonly memoryLimit?: number
}

export interface Task {
  readonly batchId: number
  /** Index of the partition in the batch's sorted partitions. */
  readonly index: number
  readonly partition: InputPartition
}

/** What a task counted. */
export interface TaskCounts {
  readonly lines: number
  readonly parsed: number
  /** Malformed lines by index of the parser's reasons. */
  readonly malformed: readonly number[]
  /** Rows handed to each rows output. */
  readonly outputRows: Readonly<Record<string, number>>
}

export interface TaskResult {
  readonly counts: TaskCounts
  /** Partial aggregates of the last part of the task, or of all of it, one per aggregation of the plan. */
  readonly partials: readonly PartialResult[]
}

export type ToWorker =
  | { readonly type: 'begin'; readonly task: Task }
  | { readonly type: 'block'; readonly block: RawBlock }
  | { readonly type: 'end' }
  /** Forget the task; answered by `abandoned`, unless the task has failed already. */
  | { readonly type: 'abandon' }

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'consumed' }
  | { readonly type: 'artefact'; readonly output: string; readonly artefact: Artefact }
  /** Partial aggregates of the task so far, one per aggregation of the plan; it starts anew. */
  | { readonly type: 'partials'; readonly partials: readonly PartialResult[] }
  | { readonly type: 'done'; readonly result: TaskResult }
  | { readonly type: 'abandoned' }
  | { readonly type: 'failed'; readonly error: SerialisedError }
