import type { RawBlock } from '../../connector/source.ts'

/** One sequence of blocks for several readers: each block goes to whoever asks first. */
export class SharedBlocks implements AsyncIterable<RawBlock> {
  readonly #blocks: AsyncIterator<RawBlock>
  /** Reads one after another, so that the source never sees two at a time. */
  #last: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(blocks: AsyncIterable<RawBlock>) {
    this.#blocks = blocks[Symbol.asyncIterator]()
  }

  [Symbol.asyncIterator](): AsyncIterator<RawBlock> {
    return { next: () => this.#next() }
  }

  /** Lets go of the source; readers get nothing more. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#blocks.return?.()
  }

  #next(): Promise<IteratorResult<RawBlock>> {
    const next = this.#last.then((): Promise<IteratorResult<RawBlock>> => {
      return this.#closed ? Promise.resolve({ done: true, value: undefined }) : this.#blocks.next()
    })
    // A failure reaches every reader.
    this.#last = next
    this.#last.catch(() => {})
    return next
  }
}
