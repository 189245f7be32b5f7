import type { RawBlock } from '../connector/source.ts'

/** Blocks that wait for a reader that is slower than the others. */
const AHEAD = 2

/**
 * Deals the blocks out in turn, block i to reader i modulo `readers`, so that what a reader gets does not depend on which is
 * quicker, and neither do sums of doubles. Reads ahead a little; an error of the source reaches every reader.
 */
export class BlockDealer {
  readonly #blocks: AsyncIterator<RawBlock>
  readonly #hands: RawBlock[][]
  /** Whose the next block is. */
  #turn = 0
  #reading = false
  #ended = false
  #failure: { readonly error: unknown } | undefined
  #changed = Promise.withResolvers<void>()

  constructor(blocks: AsyncIterable<RawBlock>, readers: number) {
    this.#blocks = blocks[Symbol.asyncIterator]()
    this.#hands = Array.from({ length: readers }, () => [])
  }

  /** The blocks of one reader. */
  async *hand(reader: number): AsyncGenerator<RawBlock, void, undefined> {
    const hand = this.#hands[reader]
    for (;;) {
      const block = hand.shift()
      this.#readAhead()
      if (block !== undefined) yield block
      else if (this.#failure !== undefined) throw this.#failure.error
      else if (this.#ended) return
      else await this.#changed.promise
    }
  }

  /** Lets go of the source; readers get nothing more. */
  async close(): Promise<void> {
    this.#ended = true
    for (const hand of this.#hands) hand.length = 0
    this.#change()
    await this.#blocks.return?.()
  }

  /** Reads until the hand whose turn it is is full. */
  #readAhead(): void {
    if (this.#reading || this.#ended || this.#hands[this.#turn].length >= AHEAD) return
    this.#reading = true
    this.#read().then(
      () => {
        this.#reading = false
        this.#change()
        this.#readAhead()
      },
      error => {
        this.#failure = { error }
        this.#ended = true
        this.#change()
      },
    )
  }

  async #read(): Promise<void> {
    const next = await this.#blocks.next()
    if (this.#ended) return
    if (next.done) this.#ended = true
    else {
      this.#hands[this.#turn].push(next.value)
      this.#turn = (this.#turn + 1) % this.#hands.length
    }
  }

  #change(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }
}
