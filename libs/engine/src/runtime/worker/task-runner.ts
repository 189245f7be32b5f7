import type { Schema } from '@millrace/columns'
import type { LineParser } from '@millrace/log-parser'
import type { Artefact, TaskEncoder, TaskEncoderFactory } from '../../connector/sink.ts'
import type { RawBlock, RecordBlock, RecordDecoder, RecordDecoderFactory } from '../../connector/source.ts'
import type { PartialResult } from '../../operators/aggregate/partial-aggregator.ts'
import { type OutputRows, WorkerPipeline } from '../../operators/worker-pipeline.ts'
import { loadExport } from './load-module.ts'
import { loadUserFunctions } from './load-user-functions.ts'
import { needsLibrary } from './needs-library.ts'
import type { StreamSetup, Task, TaskResult, TaskSetup } from './protocol.ts'

const MEMORY_LIMIT = 192 * 1024 * 1024

/** Where a running task hands on what it has made. */
export interface Emit {
  artefact(output: string, artefact: Artefact): void
  partials(partials: readonly PartialResult[]): void
}

type ParserFactory = (options: object) => LineParser

/** The code that one stream of a query needs. */
interface StreamCode {
  readonly setup: StreamSetup
  readonly decoders: RecordDecoderFactory
  readonly parser: LineParser | null
  readonly pipeline: WorkerPipeline
  readonly encoders: ReadonlyMap<string, { readonly create: TaskEncoderFactory; readonly schema: Schema }>
}

/** The code of one query in one thread: decodes, parses, evaluates, aggregates and encodes the blocks of a task at a time. */
export class TaskRunner {
  readonly #setup: TaskSetup
  readonly #streams: readonly StreamCode[]
  #task: RunningTask | undefined

  private constructor(setup: TaskSetup, streams: readonly StreamCode[]) {
    this.#setup = setup
    this.#streams = streams
  }

  static async create(setup: TaskSetup): Promise<TaskRunner> {
    return new TaskRunner(setup, await Promise.all(setup.streams.map(stream => loadStream(stream, setup.encoders))))
  }

  /** Starts a task; whatever was left of another is forgotten. */
  async begin(task: Task, emit: Emit): Promise<void> {
    this.abandon()
    const stream = this.#streams[task.partition.stream ?? 0]
    stream.parser?.begin?.()
    const encoders = new Map<string, TaskEncoder>()
    for (const [output, { create, schema }] of stream.encoders)
      encoders.set(output, await create(this.#setup.encoders[output].options, schema))
    this.#task = {
      index: task.index,
      stream,
      decoder: stream.decoders(stream.setup.decoder.options, task.partition, stream.setup.plan.needs.source),
      encoders,
      emit,
      lines: 0,
      parsed: 0,
      malformed: new Array<number>(stream.parser?.reasons.length ?? 0).fill(0),
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
    const partials = task.stream.pipeline.finish()
    task.stream.parser?.reset()
    this.#task = undefined
    const { lines, parsed, malformed, outputRows } = task
    return { counts: { lines, parsed, malformed, outputRows }, partials }
  }

  /** Forgets the task, if there is one, and its memory. */
  abandon(): void {
    const { pipeline, parser } = this.#task?.stream ?? {}
    this.#task = undefined
    pipeline?.reset()
    parser?.reset()
  }

  readonly #take = (records: RecordBlock): void => {
    const task = this.#running()
    task.lines += records.count
    for (const { output, batch } of this.#process(task, records)) {
      task.outputRows[output] = (task.outputRows[output] ?? 0) + batch.length
      task.encoders
        .get(output)
        ?.append(batch, artefact => task.emit.artefact(output, { ...artefact, task: task.index }))
    }
    const { pipeline, parser } = task.stream
    if ((parser?.byteSize ?? 0) + pipeline.byteSize <= (this.#setup.memoryLimit ?? MEMORY_LIMIT)) return
    task.emit.partials(pipeline.finish())
    parser?.reset()
  }

  #process(task: RunningTask, records: RecordBlock): OutputRows[] {
    const { parser, pipeline } = task.stream
    if (parser === null) {
      task.parsed += records.count
      return pipeline.processRecords(records)
    }
    const parsed = parser.parse(records)
    task.parsed += parsed.length
    for (let i = 0; i < parsed.malformed.count; i++) task.malformed[parsed.malformed.reasons[i]]++
    return pipeline.process(parsed, records)
  }

  #running(): RunningTask {
    if (this.#task === undefined) throw new Error('A block came outside of a task.')
    return this.#task
  }
}

async function loadStream(setup: StreamSetup, encoders: TaskSetup['encoders']): Promise<StreamCode> {
  const { parser, needs, parsed, malformed } = setup.plan
  if ([parsed, malformed].some(needsLibrary)) await import('../../function-library.ts')
  await loadUserFunctions([parsed, malformed])
  const createParser = parser === null ? null : await loadExport<ParserFactory>(parser)
  const wanted = new Map<string, { create: TaskEncoderFactory; schema: Schema }>()
  for (const { output, schema } of [...parsed.rows, ...malformed.rows])
    if (encoders[output] !== undefined)
      wanted.set(output, { create: await loadExport<TaskEncoderFactory>(encoders[output]), schema })
  return {
    setup,
    decoders: await loadExport<RecordDecoderFactory>(setup.decoder),
    parser: createParser?.({ format: parser?.format, needs: needs.parser }) ?? null,
    pipeline: new WorkerPipeline(setup.plan),
    encoders: wanted,
  }
}

interface RunningTask {
  readonly index: number
  readonly stream: StreamCode
  readonly decoder: RecordDecoder
  readonly encoders: ReadonlyMap<string, TaskEncoder>
  readonly emit: Emit
  lines: number
  parsed: number
  readonly malformed: number[]
  readonly outputRows: Record<string, number>
}
