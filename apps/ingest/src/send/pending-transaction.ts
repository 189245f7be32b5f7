import type { LineTransaction, SourcePosition } from '@millrace/engine'
import { positionOf } from '../input/file-position.ts'
import type { Origin, SourceLines } from '../input/source-lines.ts'
import { hostKeys } from './host-key.ts'

/** Lines on their way into a transaction, with the positions that they reach. */
export class PendingTransaction {
  readonly #blocks: SourceLines['block'][] = []
  readonly #keys: Uint8Array[] | null
  readonly #positions = new Map<string, SourcePosition>()
  /** Origins whose position has moved since it was last taken. */
  readonly #moved = new Set<Origin>()
  lines = 0
  bytes = 0

  constructor(keyed: boolean) {
    this.#keys = keyed ? [] : null
  }

  get empty(): boolean {
    return this.lines === 0 && this.#moved.size === 0
  }

  add({ origin, block, from, to, complete }: SourceLines): void {
    origin.consumed?.append(block.bytes, from, to, complete)
    if (origin.consumed !== null && complete) this.#moved.add(origin)
    if (block.count === 0) return
    this.#blocks.push(block)
    this.lines += block.count
    this.bytes += to - from
    if (this.#keys !== null) hostKeys(block, this.#keys)
  }

  /** Takes the positions reached so far; to be called before an origin is read on in another transaction. */
  close(time: number): LineTransaction {
    for (const origin of this.#moved) {
      const position = positionOf(origin, time)
      if (position !== null) this.#positions.set(...position)
    }
    return { blocks: this.#blocks, keys: this.#keys ?? undefined, positions: this.#positions }
  }
}
