import type { Schema } from '@millrace/columns'
import type { LineParser } from '@millrace/log-parser'
import type { Artefact, TaskEncoder, TaskEncoderFactory } from '../../connector/sink.ts'
import type { RawBlock, RecordBlock, RecordDecoder, RecordDecoderFactory } from '../../connector/source.ts'
import type { PartialResult } from '../../operators/aggregate/partial-aggregator.ts'
import { WorkerPipeline } from '../../operators/worker-pipeline.ts'
import { loadExport } from './load-module.ts'
import type { Task, TaskResult, TaskSetup } from './protocol.ts'

/** Dictionaries and partial aggregates together; beyond it they are handed on and started anew in the middle of a task. */
const MEMORY_LIMIT = 192 * 1024 * 1024

/** Where a running task hands on what it has made. */
export interface Emit {
  artefact(output: string, artefact: Artefact): void
  partials(partials: readonly PartialResult[]): void
}

type ParserFactory = (options: object) => LineParser

/** The code of one query in one thread: decodes, parses, evaluates, aggregates and encodes the blocks of a task at a time. */
export class TaskRunner {
  readonly #setup: TaskSetup
  readonly #decoders: RecordDecoderFactory
  readonly #parser: LineParser
  readonly #pipeline: WorkerPipeline
  readonly #encoders: ReadonlyMap<string, { readonly create: TaskEncoderFactory; readonly schema: Schema }>
  #task: RunningTask | undefined

  private constructor(
    setup: TaskSetup,
    decoders: RecordDecoderFactory,
    parser: LineParser,
    encoders: ReadonlyMap<string, { readonly create: TaskEncoderFactory; readonly schema: Schema }>,
  ) {
    this.#setup = setup
    this.#decoders = decoders
    this.#parser = parser
    this.#pipeline = new WorkerPipeline(setup.plan)
    this.#encoders = encoders
  }

  static async create(setup: TaskSetup): Promise<TaskRunner> {
    const { parser, format, needs, parsed, malformed } = setup.plan
    const createParser = await loadExport<ParserFactory>(parser)
    const encoders = new Map<string, { create: TaskEncoderFactory; schema: Schema }>()
    for (const { output, schema } of [...parsed.rows, ...malformed.rows])
      if (setup.encoders[output] !== undefined)
        encoders.set(output, { create: await loadExport<TaskEncoderFactory>(setup.encoders[output]), schema })
    return new TaskRunner(
      setup,
      await loadExport<RecordDecoderFactory>(setup.decoder),
      createParser({ format, needs: needs.parser }),
      encoders,
    )
  }

  /** Starts a task; whatever was left of another is forgotten. */
  async begin(task: Task, emit: Emit): Promise<void> {
    this.abandon()
    const encoders = new Map<string, TaskEncoder>()
    for (const [output, { create, schema }] of this.#encoders)
      encoders.set(output, await create(this.#setup.encoders[output].options, schema))
    this.#task = {
      index: task.index,
      decoder: this.#decoders(this.#setup.decoder.options, task.partition, this.#setup.plan.needs.source),
      encoders,
      emit,
      lines: 0,
      parsed: 0,
      malformed: new Array<number>(this.#parser.reasons.length).fill(0),
      outputRows: {},
    }
  }

  process(block: RawBlock): void {
    this.#running().decoder.decode(block, this.#take)
  }

  end(): TaskResult {
    const task = this.#running()
    task.decoder.end?.(this.#take)
    for (const [output, encoder] of task.encoders)
      encoder.end(artefact => task.emit.artefact(output, { ...artefact, task: task.index }))
    const partials = this.#pipeline.finish()
    this.#parser.reset()
    this.#task = undefined
    const { lines, parsed, malformed, outputRows } = task
    return { counts: { lines, parsed, malformed, outputRows }, partials }
  }

  /** Forgets the task, if there is one, and its memory. */
  abandon(): void {
    this.#task = undefined
    this.#pipeline.reset()
    this.#parser.reset()
  }

  readonly #take = (records: RecordBlock): void => {
    const task = this.#running()
    const parsed = this.#parser.parse(records)
    task.lines += records.count
    task.parsed += parsed.length
    for (let i = 0; i < parsed.malformed.count; i++) task.malformed[parsed.malformed.reasons[i]]++
    for (const { output, batch } of this.#pipeline.process(parsed, records)) {
      task.outputRows[output] = (task.outputRows[output] ?? 0) + batch.length
      task.encoders
        .get(output)
        ?.append(batch, artefact => task.emit.artefact(output, { ...artefact, task: task.index }))
    }
    if (this.#parser.byteSize + this.#pipeline.byteSize <= MEMORY_LIMIT) return
    task.emit.partials(this.#pipeline.finish())
    this.#parser.reset()
  }

  #running(): RunningTask {
    if (this.#task === undefined) throw new Error('A block came outside of a task.')
    return this.#task
  }
}

interface RunningTask {
  readonly index: number
  readonly decoder: RecordDecoder
  readonly encoders: ReadonlyMap<string, TaskEncoder>
  readonly emit: Emit
  lines: number
  parsed: number
  readonly malformed: number[]
  readonly outputRows: Record<string, number>
}
