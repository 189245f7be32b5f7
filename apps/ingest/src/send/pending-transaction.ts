import type { LineTransaction, SourcePosition } from '@millrace/engine'
import type { LineBlock } from '@millrace/log-parser'
import { positionOf } from '../input/file-position.ts'
import type { Origin, SourceLines } from '../input/source-lines.ts'
import type { OversizeLines } from '../quarantine/oversize-lines.ts'
import { hostKeys } from './host-key.ts'

const CARRIAGE_RETURN = 13

interface Part {
  readonly origin: Origin
  readonly block: LineBlock
  readonly from: number
  readonly to: number
  /** Where `from` lies in the origin; null for a stream. */
  readonly position: number | null
}

/** Lines on their way into a transaction, with the positions that they reach. */
export class PendingTransaction {
  #parts: Part[] = []
  readonly #keyed: boolean
  readonly #positions = new Map<string, SourcePosition>()
  /** Origins whose position has moved since it was last taken. */
  readonly #moved = new Set<Origin>()
  lines = 0
  bytes = 0

  constructor(keyed: boolean) {
    this.#keyed = keyed
  }

  get empty(): boolean {
    return this.lines === 0 && this.#moved.size === 0
  }

  add({ origin, block, from, to, complete }: SourceLines): void {
    const position = origin.consumed?.position ?? null
    origin.consumed?.append(block.bytes, from, to, complete)
    if (origin.consumed !== null && complete) this.#moved.add(origin)
    if (block.count === 0) return
    this.#parts.push({ origin, block, from, to, position })
    this.lines += block.count
    this.bytes += to - from
  }

  /** Takes the positions reached so far; to be called before an origin is read on in another transaction. */
  close(time: number): void {
    for (const origin of this.#moved) {
      const position = positionOf(origin, time)
      if (position !== null) this.#positions.set(...position)
    }
  }

  /** What to commit, once it is closed. */
  transaction(): LineTransaction {
    const blocks = this.#parts.map(({ block }) => block)
    if (!this.#keyed) return { blocks, positions: this.#positions }
    const keys: Uint8Array[] = []
    for (const block of blocks) hostKeys(block, keys)
    return { blocks, keys, positions: this.#positions }
  }

  /** Moves the lines that are longer than is taken now to the quarantine; returns how many there were. */
  async refuseLines(oversize: OversizeLines): Promise<number> {
    const before = this.lines
    const longest = oversize.maxLineBytes
    const parts: Part[] = []
    for (const part of this.#parts) {
      const kept = await this.#without(longest, part, oversize)
      if (kept.block.count > 0) parts.push(kept)
    }
    this.#parts = parts
    return before - this.lines
  }

  async #without(longest: number, part: Part, oversize: OversizeLines): Promise<Part> {
    const { origin, block, from, to, position } = part
    const { bytes, starts, ends } = block
    const taken = { starts: new Int32Array(block.count), ends: new Int32Array(block.count), count: 0 }
    for (let i = 0; i < block.count; i++) {
      if (ends[i] - starts[i] <= longest) {
        taken.starts[taken.count] = starts[i]
        taken.ends[taken.count++] = ends[i]
        continue
      }
      // As the cutter refuses a line: what is before the line feed.
      const end = ends[i] < to && bytes[ends[i]] === CARRIAGE_RETURN ? ends[i] + 1 : ends[i]
      await oversize.refuse(
        origin,
        position === null ? null : position + starts[i] - from,
        bytes.subarray(starts[i], end),
      )
      this.lines--
      this.bytes -= end - starts[i]
    }
    return taken.count === block.count ? part : { ...part, block: { bytes, ...taken } }
  }
}
