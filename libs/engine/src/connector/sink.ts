import type { ColumnBatch, Schema } from '@millrace/columns'
import type { Json } from './json.ts'
import type { ModuleRef } from './module-ref.ts'

export type OutputMode = 'append' | 'update' | 'complete'

/** A finished piece of output, made in a worker, on its way to the sink: for instance one Parquet file. */
export interface Artefact {
  /** Which task of the batch made it: the index of its partition in the batch's sorted partitions. */
  readonly task: number
  /** 0, 1, 2 ... within (task, group). */
  readonly chunk: number
  /** The sink's own grouping, for instance `dt=1995-07-01`; empty when it has none. */
  readonly group: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly rows: number
}

/** Runs in a worker, one per task and output: column batches in, artefacts out. Same rows in the same order, same artefacts. */
export interface TaskEncoder {
  /** Takes the rows; the batch's arrays are not kept after the call. */
  append(batch: ColumnBatch, emit: (artefact: Omit<Artefact, 'task'>) => void): void
  end(emit: (artefact: Omit<Artefact, 'task'>) => void): void
}

export type TaskEncoderFactory<Options extends Json = Json> = (
  options: Options,
  schema: Schema,
) => TaskEncoder | Promise<TaskEncoder>

/** What a sink learns when its query starts. */
export interface SinkContext {
  /** The query's id: a UUID that lives as long as the checkpoint. */
  readonly queryId: string
  readonly checkpoint: string
  /** True when the checkpoint was made by this start. */
  readonly newQuery: boolean
  /** The batch that a dead run left planned and not committed, of which parts may be visible; null when there is none. */
  readonly pendingBatch: number | null
  /** Whether this start may add to what others have written there. Default false. */
  readonly adopt?: boolean
}

export interface SinkResult {
  readonly rows: number
}

/** One batch on its way into an append sink. */
export interface BatchWriter {
  /** Stages one artefact; nothing is visible to readers yet. May be called concurrently. */
  stage(artefact: Artefact): Promise<void>
  /**
   * Makes everything staged visible under names that depend on (query, batch, task, chunk, group) alone, and removes what an
   * earlier attempt at the same batch made visible and this one did not produce. Doing it twice changes nothing.
   */
  commit(): Promise<SinkResult>
  /** Forgets what is staged. */
  abort(): Promise<void>
}

/**
 * Where a sink writes, or what it is known by there, when a second one would take the batches of the first for its own, replace them, or be
 * locked out.
 */
export interface SinkPlace {
  /** Equal where two sinks clash: what follows "both write to" in a sentence. */
  readonly place: string
  /** What each sink needs instead, for instance `a name of its own`. */
  readonly needs: string
}

/** Rows are added, batch by batch, exactly once. */
export interface AppendSink {
  readonly mode: 'append'
  readonly description: string
  readonly encoder: ModuleRef
  /** What no other sink of the query may have. */
  readonly exclusive?: readonly SinkPlace[]
  /** Fails fast: a foreign table, an unreachable server. Also where staging left by a dead run is removed. */
  open(context: SinkContext): Promise<void>
  begin(batchId: number): Promise<BatchWriter>
  /** The files of batches, for a sink of files: how `checkpoint replay` compares. Works without `open`. */
  readonly files?: SinkFiles
  close(): Promise<void>
}

/** Where a sink of files puts the artefacts of a query. */
export interface SinkFiles {
  /** `parquet` or another that readers know. */
  readonly format: string
  /** The file of an artefact, as a path below the table. */
  path(queryId: string, batchId: number, artefact: Pick<Artefact, 'task' | 'chunk' | 'group'>): string
  /** What is there of a batch; none where its files were merged into others since. */
  ofBatch(queryId: string, batchId: number): Promise<readonly { path: string; read(): Promise<Uint8Array> }[]>
}

/** The whole result replaces what was there, batch by batch, atomically for readers. */
export interface CompleteSink {
  readonly mode: 'complete'
  readonly description: string
  /** True when what it shows outlives the process: a start then leaves it alone while a batch is pending. Default false. */
  readonly durable?: boolean
  open(context: SinkContext): Promise<void>
  /** Idempotent for a batch id. */
  replace(batchId: number, rows: ColumnBatch): Promise<SinkResult>
  /** For `checkpoint replay`: whether it shows exactly these rows; null where it shows another batch. Works without `open`. */
  shows?(queryId: string, batchId: number, rows: ColumnBatch): Promise<boolean | null>
  close(): Promise<void>
}

/** Takes the rows of every batch as columns, in the engine's own thread: for consoles, user functions, tests. */
export interface RowsSink<M extends OutputMode = OutputMode> {
  readonly mode: M
  readonly description: string
  /** What no other sink of the query may have. */
  readonly exclusive?: readonly SinkPlace[]
  open(context: SinkContext): Promise<void>
  /**
   * In append mode rows that are new and final, in update mode rows that changed, in complete mode all. Called again with the same
   * batch id and rows when a batch runs again: exactly once where the sink tells such calls by the id.
   */
  addBatch(batchId: number, rows: ColumnBatch): Promise<SinkResult>
  close(): Promise<void>
}

export type Sink = AppendSink | CompleteSink | RowsSink
