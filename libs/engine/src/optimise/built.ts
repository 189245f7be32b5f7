import type { Schema } from '@millrace/columns'
import { schemaOf } from '../analyse/analyse.ts'
import type { MainNode } from '../plan/main-stage.ts'
import type { PostOperator } from '../plan/post-plan.ts'
import type { TypedExpression, TypedNamed } from '../plan/typed-expression.ts'
import type { BlockBuilder } from './block-builder.ts'
import type { BlockKind, StreamBuilder } from './stream-builder.ts'

/** Rows of a block: which, and what is computed of them, in terms of the block's own columns. */
export interface Narrow {
  readonly kind: 'narrow'
  readonly stream: StreamBuilder
  readonly block: BlockKind
  readonly filters: readonly TypedExpression[]
  readonly columns: readonly TypedNamed[]
  /** The names of the columns with a watermark: the event time, and windows of it. */
  readonly eventTimes?: readonly string[]
  readonly watermark?: PendingWatermark
}

/** The search for the newest event time, which is planned when all filters that go below it are known. */
export interface PendingWatermark {
  readonly column: string
  /** In terms of the block's columns. */
  readonly time: TypedExpression
  readonly delayMs: number
  readonly group?: number
  readonly filters: readonly TypedExpression[]
  /** Names of columns that are computed from the event time: conditions on them stay above. */
  readonly derived: ReadonlySet<string>
}

/** Groups that tasks begin and the main thread brings together. */
export interface Aggregated {
  readonly kind: 'aggregated'
  readonly aggregation: number
  readonly schema: Schema
  readonly post: readonly PostOperator[]
  /** The names of the columns by which groups end, or of their windows. */
  readonly eventTimes?: readonly string[]
}

/** Rows of the main stage. */
export interface Main {
  readonly kind: 'main'
  readonly node: MainNode
  readonly eventTimes?: readonly string[]
}

/** What is planned of a part of an output. */
export type Built = Narrow | Aggregated | Main

/** Where tasks of the rows are planned. */
export const builderOf = ({ stream, block }: Narrow): BlockBuilder => stream.blocks[block]

/** The columns that it gives. */
export const schemaOfBuilt = (built: Built): Schema =>
  built.kind === 'narrow' ? schemaOf(built.columns) : built.kind === 'main' ? built.node.schema : built.schema
