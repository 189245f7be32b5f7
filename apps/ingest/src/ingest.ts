import type { Stop } from '@millrace/config'
import type { LineProducer, SourcePosition } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import type { Logger } from '@millrace/logging'
import { follow } from './input/follow.ts'
import { PositionBook } from './input/position-book.ts'
import { findAll, readOnce } from './input/read-once.ts'
import { type Reading, STANDARD_INPUT } from './input/reading.ts'
import type { SourceLines } from './input/source-lines.ts'
import type { IngestOptions } from './options.ts'
import { paced } from './pace/pacer.ts'
import { RatePacer } from './pace/rate.ts'
import { SpeedPacer } from './pace/speed.ts'
import { Progress } from './progress/progress.ts'
import { ProgressDisplay } from './progress/progress-display.ts'
import { OversizeLines } from './quarantine/oversize-lines.ts'
import { MAX_KEY_BYTES } from './send/host-key.ts'
import { LineSender } from './send/line-sender.ts'

/** What ingest works with besides its options. */
export interface IngestParts {
  readonly producer: LineProducer
  readonly quarantine: string
  readonly log: Logger
  readonly stop: Stop
  /** Where progress is shown. */
  readonly stderr: NodeJS.WriteStream
}

/** A stopped ingest gives its last transaction so long, milliseconds. */
const FINISH_MS = 10_000
/** Refused lines of which each is reported; more are only counted. */
const REPORTED_LINES = 10

/** Sends the lines of all inputs; returns when they are acknowledged, or when it was stopped. */
export async function ingest(options: IngestOptions, parts: IngestParts): Promise<void> {
  const { producer, stop } = parts
  // A missing input is said before anything is made in the target.
  if (!options.follow) await findAll(options.file)
  const stopped = new Promise<void>(resolve => onAbort(stop.finish, resolve))
  const opening = producer.open()
  try {
    await Promise.race([opening, stopped])
    if (!stop.finish.aborted) await sendUntilStopped(options, parts)
  } finally {
    await producer.close()
    // Where opening was interrupted, it may still take what must be let go of: a lock, connections.
    opening.then(() => producer.close()).catch(() => {})
  }
}

async function sendUntilStopped(options: IngestOptions, parts: IngestParts): Promise<void> {
  const { producer, log, stop } = parts
  try {
    await sendAll(options, parts)
  } catch (error) {
    if (!stop.finish.aborted) throw explained(error, producer)
    log.warn(`Stopped before the last transaction was acknowledged: the next run sends its lines.`)
  }
}

/** Where files were left. A topic that was made again has none of their lines: what to do is the user's decision. */
async function storedPositions(producer: LineProducer): Promise<ReadonlyMap<string, SourcePosition>> {
  try {
    return await producer.positions()
  } catch (error) {
    if (!(error instanceof MillraceError) || error.code !== 'MILLRACE_KAFKA_TOPIC_RECREATED') throw error
    const text = `${producer.description} was deleted and made again since these files were sent; nothing was sent, --again sends them from the start.`
    throw new MillraceError(error.code, text, { cause: error })
  }
}

/** What the target cannot know: that another ingest is the likely cause, and what to do. */
function explained(error: unknown, { description }: LineProducer): unknown {
  if (!(error instanceof MillraceError) || error.code !== 'MILLRACE_KAFKA_FENCED') return error
  const text = `Another ingest took over sending to ${description}; several at once need different names (--id).`
  return new MillraceError('MILLRACE_KAFKA_FENCED', text, { cause: error })
}

async function sendAll(options: IngestOptions, parts: IngestParts): Promise<void> {
  const { producer, log, stop } = parts
  const failed = new AbortController()
  const ending = AbortSignal.any([stop.finish, failed.signal])
  const giveUp = new AbortController()
  const timer = onAbort(stop.finish, () => setTimeout(() => giveUp.abort(), FINISH_MS).unref())
  const keyBytes = options.key === 'none' ? 0 : MAX_KEY_BYTES
  const longest = (): number => Math.min(options.maxLine, producer.maxLineBytes - keyBytes)
  const oversize = new OversizeLines(parts.quarantine, longest, ({ length, source, position }) => {
    if (oversize.count > REPORTED_LINES) return
    const where = position === null ? '' : ` (position ${position})`
    log.warn(`A line of ${length} bytes in ${source}${where} went to ${parts.quarantine}.`)
  })
  const sender = new LineSender({
    producer,
    log,
    transactionBytes: options.transactionSize,
    linger: options.linger,
    keyed: options.key === 'host',
    oversize,
    patience: { finish: stop.finish, giveUp: AbortSignal.any([stop.giveUp, giveUp.signal]) },
    onFailure: () => failed.abort(),
  })
  const stats = { files: 0, rawBefore: 0, rawBytes: 0, rawTotal: 0, lineBytes: 0 }
  const book = new PositionBook(options.again ? new Map() : await storedPositions(producer))
  const reading: Reading = { inputs: options.file, book, oversize, log, signal: ending, stats }
  log.info(`Sending to ${producer.description}.`)
  const progress = new Progress(sender, stats, performance.now())
  const display = new ProgressDisplay(progress, parts.stderr, options.progressInterval, log)
  let failing = true
  try {
    await pump(linesOf(reading, options), sender, ending)
    failing = false
  } finally {
    display.close()
    timer.cancel()
    await oversize.close()
    if (sender.lines > 0 || !failing) log.info(progress.summary(performance.now()))
    if (oversize.count > 0) log.warn(`Lines that were too long: ${oversize.count}; they are in ${parts.quarantine}.`)
  }
}

function linesOf(reading: Reading, options: IngestOptions): AsyncIterable<SourceLines> {
  const lines = options.follow ? follow(reading, options) : readOnce(reading)
  if (options.rate !== undefined) return paced(lines, new RatePacer(options.rate), reading.signal)
  if (options.speed !== undefined) return paced(lines, new SpeedPacer(options.speed), reading.signal)
  return lines
}

/** Sends lines until they or `signal` end; what was read whole is sent even where reading fails. */
async function pump(lines: AsyncIterable<SourceLines>, sender: LineSender, signal: AbortSignal): Promise<void> {
  const iterator = lines[Symbol.asyncIterator]()
  const end: IteratorResult<SourceLines> = { done: true, value: undefined }
  let wake: (result: IteratorResult<SourceLines>) => void = () => {}
  onAbort(signal, () => wake(end))
  try {
    while (!signal.aborted) {
      // Not Promise.race: a promise that outlives the loop would keep every result alive.
      const next = await new Promise<IteratorResult<SourceLines>>((resolve, reject) => {
        wake = resolve
        iterator.next().then(resolve, reject)
      })
      if (next.done) break
      await sender.add(next.value)
    }
  } finally {
    // Standard input may never answer: it is not waited for.
    iterator.return?.(undefined)?.catch(() => {})
    await sender.drain()
  }
}

/** Calls back at once or later; `cancel` ends waiting. */
function onAbort(signal: AbortSignal, callback: () => unknown): { cancel(): void } {
  if (signal.aborted) callback()
  else signal.addEventListener('abort', callback, { once: true })
  return { cancel: () => signal.removeEventListener('abort', callback) }
}

/** @throws MillraceError MILLRACE_USAGE for options that do not go together. */
export function checkOptions(options: IngestOptions): void {
  const usage = (text: string): MillraceError => new MillraceError('MILLRACE_USAGE', text)
  if (options.file.length === 0) throw usage('--file is missing; expected a file, glob or directory, or - for stdin.')
  if (options.rate !== undefined && options.speed !== undefined) {
    throw usage('--rate and --speed exclude each other; expected one of them.')
  }
  if (options.follow && options.file.includes(STANDARD_INPUT)) {
    throw usage('--follow does not go with standard input, which is read until it ends anyway; expected files.')
  }
}
