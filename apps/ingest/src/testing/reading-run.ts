import type { SourcePosition } from '@millrace/engine'
import { createLogger } from '@millrace/logging'
import { positionOf } from '../input/file-position.ts'
import { type Following, follow } from '../input/follow.ts'
import { PositionBook } from '../input/position-book.ts'
import { readOnce } from '../input/read-once.ts'
import type { Reading } from '../input/reading.ts'
import type { SourceLines } from '../input/source-lines.ts'
import { OversizeLines } from '../quarantine/oversize-lines.ts'
import { TextSink } from './text-sink.ts'

/** The reading side alone: takes every line at once, as a target that never waits would, and keeps the positions. */
export class ReadingRun {
  readonly lines: string[] = []
  readonly positions: Map<string, SourcePosition>
  readonly #sink = new TextSink()
  readonly oversize: OversizeLines
  readonly #stop = new AbortController()
  #clock = 1

  constructor(
    options: { positions?: ReadonlyMap<string, SourcePosition>; quarantine?: string; maxLine?: number } = {},
  ) {
    this.positions = new Map(options.positions)
    this.oversize = new OversizeLines(
      options.quarantine ?? '/nonexistent',
      () => options.maxLine ?? 1000,
      () => {},
    )
  }

  async once(inputs: readonly string[]): Promise<this> {
    await this.#take(readOnce(this.#reading(inputs)))
    return this
  }

  /** Ends after `stop()`. */
  async follow(inputs: readonly string[], following: Partial<Following> = {}): Promise<void> {
    await this.#take(follow(this.#reading(inputs), { poll: 5, rotationWait: 100, ...following }))
  }

  /** What was logged. */
  get log(): string {
    return this.#sink.text
  }

  stop(): void {
    this.#stop.abort()
  }

  #reading(inputs: readonly string[]): Reading {
    return {
      inputs,
      book: new PositionBook(this.positions),
      oversize: this.oversize,
      log: createLogger('test', { stream: this.#sink, env: { MILLRACE_LOG: 'json' } }),
      signal: this.#stop.signal,
      stats: { files: 0, rawBefore: 0, rawBytes: 0, rawTotal: 0, lineBytes: 0 },
    }
  }

  async #take(source: AsyncIterable<SourceLines>): Promise<void> {
    for await (const { origin, block, from, to, complete } of source) {
      const bytes = Buffer.from(block.bytes.buffer, block.bytes.byteOffset, block.bytes.byteLength)
      for (let i = 0; i < block.count; i++) this.lines.push(bytes.toString('latin1', block.starts[i], block.ends[i]))
      origin.consumed?.append(bytes, from, to, complete)
      const position = positionOf(origin, this.#clock++)
      if (position !== null) this.positions.set(...position)
    }
  }
}

/** `count` different log lines of about 80 bytes, each with its newline. */
export const logLines = (name: string, from: number, count: number): string[] =>
  Array.from(
    { length: count },
    (_, i) => `${name} - - [01/Aug/1995:00:00:01 -0400] "GET /${name}/${from + i} HTTP/1.0" 200 1`,
  )

export const asText = (lines: readonly string[]): string => lines.map(line => line + '\n').join('')
