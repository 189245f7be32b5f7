import type { ColumnBatch } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { LineProducer, LineRouting } from '../connector/line-producer.ts'
import { type ModuleRef, siblingModule } from '../connector/module-ref.ts'
import type {
  AppendSink,
  Artefact,
  BatchWriter,
  OutputMode,
  RowsSink,
  Sink,
  SinkContext,
  SinkPlace,
  SinkResult,
} from '../connector/sink.ts'
import { type KeyedLines, readLineArtefact } from './line-artefact.ts'
import { linesOfBatch } from './line-encoder.ts'

export interface LineSinkOptions<M extends OutputMode = OutputMode> {
  readonly description: string
  /** Which rows are written. Default append. */
  readonly mode?: M
  /** Tells sinks of one query apart that write to the same place. Default none. */
  readonly name?: string
  /** Default: the description, with the name where there is one. */
  readonly exclusive?: readonly SinkPlace[]
  /** The producer takes what LineRouting says: rows may have the columns `topic`, `partition` and `headers`, and null values. Default false. */
  readonly routed?: boolean
  /** Makes the producer; one whose identity the query's next run takes over. */
  readonly producer: (context: SinkContext) => LineProducer
}

/** The sink of a mode. */
export type LineSink<M extends OutputMode> = M extends 'append' ? AppendSink : RowsSink<M>

/**
 * Writes the columns `value` and `key` of rows to what a LineProducer writes to, exactly once: the batch id is stored in the
 * transaction of the lines, as the position of the source `query:<id>`, and a batch that is stored already is not written again. The
 * lines of a batch are held in memory until it is committed.
 */
export function lineSink<M extends OutputMode = 'append'>(options: LineSinkOptions<M>): LineSink<M> {
  const mode: OutputMode = options.mode ?? 'append'
  return (mode === 'append' ? new AppendLineSink(options) : new RowsLineSink(options, mode)) as Sink as LineSink<M>
}

const placesOf = ({ description, exclusive, name }: LineSinkOptions): readonly SinkPlace[] =>
  exclusive ?? [
    { place: name === undefined ? description : `${description} as ${name}`, needs: 'a name or a place of its own' },
  ]

class CommittedLines {
  readonly #options: LineSinkOptions
  #producer: LineProducer | undefined
  #id = ''
  #last = -1
  /** After a commit that failed nobody knows what is stored. */
  #known = false

  constructor(options: LineSinkOptions) {
    this.#options = options
  }

  async open(context: SinkContext): Promise<void> {
    const { name, producer } = this.#options
    this.#id = `query:${context.queryId}${name === undefined ? '' : `:${name}`}`
    this.#producer = producer(context)
    await this.#producer.open()
    await this.#look()
  }

  /** Stores the lines as those of the batch, unless it is stored. */
  async commit(batchId: number, artefacts: readonly Uint8Array[]): Promise<void> {
    if (!this.#known) await this.#look()
    if (batchId <= this.#last) return
    const parts = artefacts.map(readLineArtefact)
    const keyed = parts.some(part => part.keys !== undefined)
    const keys = parts.flatMap(({ lines, keys: own }) => own ?? new Array<null>(lines.count).fill(null))
    this.#known = false
    await this.#opened().commit({
      blocks: parts.map(part => part.lines),
      positions: new Map([[this.#id, { batchId }]]),
      ...(keyed ? { keys } : {}),
      ...routingOf(parts),
    })
    this.#last = batchId
    this.#known = true
  }

  async close(): Promise<void> {
    const producer = this.#producer
    this.#producer = undefined
    await producer?.close()
  }

  async #look(): Promise<void> {
    const position = (await this.#opened().positions()).get(this.#id)
    this.#last = position === undefined ? -1 : Number(position['batchId'])
    this.#known = true
  }

  #opened(): LineProducer {
    if (this.#producer === undefined)
      throw new MillraceError('MILLRACE_INTERNAL', `${this.#options.description} is not open.`)
    return this.#producer
  }
}

/** The routes of all lines, where some have one. */
function routingOf(parts: readonly KeyedLines[]): LineRouting {
  const all = <T>(of: (routing: LineRouting) => readonly T[] | undefined, missing: T): T[] =>
    parts.flatMap(({ lines, routing }) => of(routing) ?? new Array<T>(lines.count).fill(missing))
  const nulls = parts.some(({ routing }) => routing.nulls !== undefined) ? { nulls: all(r => r.nulls, false) } : {}
  if (parts.every(({ routing }) => routing.topics === undefined)) return nulls
  return {
    topics: all(r => r.topics, null),
    partitions: all(r => r.partitions, null),
    headers: all(r => r.headers, null),
    ...nulls,
  }
}

class AppendLineSink implements AppendSink {
  readonly mode = 'append'
  readonly description: string
  readonly encoder: ModuleRef
  readonly exclusive: readonly SinkPlace[]
  readonly #lines: CommittedLines

  constructor(options: LineSinkOptions) {
    this.description = options.description
    this.exclusive = placesOf(options)
    this.encoder = {
      module: siblingModule(import.meta.url, 'line-encoder'),
      name: 'lineEncoder',
      options: { routed: options.routed ?? false },
    }
    this.#lines = new CommittedLines(options)
  }

  open = (context: SinkContext): Promise<void> => this.#lines.open(context)

  async begin(batchId: number): Promise<BatchWriter> {
    const lines = this.#lines
    let staged: Artefact[] = []
    return {
      async stage(artefact) {
        staged.push(artefact)
      },
      async commit(): Promise<SinkResult> {
        const sorted = staged.toSorted((a, b) => a.task - b.task || a.chunk - b.chunk)
        await lines.commit(
          batchId,
          sorted.map(({ bytes }) => bytes),
        )
        return { rows: staged.reduce((sum, { rows }) => sum + rows, 0) }
      },
      async abort() {
        staged = []
      },
    }
  }

  close = (): Promise<void> => this.#lines.close()
}

class RowsLineSink implements RowsSink {
  readonly mode: OutputMode
  readonly description: string
  readonly exclusive: readonly SinkPlace[]
  readonly #routed: boolean
  readonly #lines: CommittedLines

  constructor(options: LineSinkOptions, mode: OutputMode) {
    this.mode = mode
    this.#routed = options.routed ?? false
    this.description = options.description
    this.exclusive = placesOf(options)
    this.#lines = new CommittedLines(options)
  }

  open = (context: SinkContext): Promise<void> => this.#lines.open(context)

  async addBatch(batchId: number, rows: ColumnBatch): Promise<SinkResult> {
    await this.#lines.commit(batchId, [linesOfBatch(rows, { routed: this.#routed })])
    return { rows: rows.length }
  }

  close = (): Promise<void> => this.#lines.close()
}
