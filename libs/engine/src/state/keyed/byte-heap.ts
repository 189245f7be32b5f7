import { equalBytes } from '@millrace/columns'
import { withRoom } from '../../operators/aggregate/arrays.ts'
import type { KeyRows } from './key-bytes.ts'

/** Bytes of a chunk; one that is longer alone has a chunk of its own. */
const CHUNK = 1 << 18
/** Id and length, before the bytes. */
const HEADER = 8

interface Chunk {
  readonly bytes: Uint8Array
  readonly view: DataView
  used: number
  dead: number
}

/** Byte strings by id, in chunks; a chunk more than half of which is dead is given back, what lives of it moves to the last one. */
export class ByteHeap {
  /** By number; null where a chunk was given back. */
  readonly #chunks: (Chunk | null)[] = []
  readonly #freeChunks: number[] = []
  /** The chunk that is written to. */
  #open = -1
  /** By id the chunk, and where its bytes begin there; -1 where there are none. */
  #chunkOf = new Int32Array(16).fill(-1)
  #at = new Int32Array(16)
  #byteSize = 0

  get byteSize(): number {
    return this.#byteSize + this.#chunkOf.byteLength + this.#at.byteLength
  }

  put(id: number, source: Uint8Array, start: number, end: number): void {
    if (id >= this.#chunkOf.length) {
      const known = this.#chunkOf.length
      this.#chunkOf = withRoom(this.#chunkOf, id + 1).fill(-1, known)
      this.#at = withRoom(this.#at, id + 1)
    }
    const length = end - start
    const chunk = this.#room(HEADER + length)
    const at = chunk.used + HEADER
    chunk.view.setInt32(at - 8, id, true)
    chunk.view.setInt32(at - 4, length, true)
    for (let i = start, to = at; i < end; i++, to++) chunk.bytes[to] = source[i]
    chunk.used = at + length
    this.#chunkOf[id] = this.#open
    this.#at[id] = at
  }

  remove(id: number): void {
    const number = this.#chunkOf[id]
    const chunk = this.#chunks[number]!
    chunk.dead += HEADER + chunk.view.getInt32(this.#at[id] - 4, true)
    this.#chunkOf[id] = -1
    if (number !== this.#open && chunk.dead * 2 > chunk.used) this.#giveBack(number)
  }

  equals(id: number, view: DataView, start: number, length: number): boolean {
    const at = this.#at[id]
    const own = this.#chunks[this.#chunkOf[id]]!.view
    return own.getInt32(at - 4, true) === length && equalBytes(view, start, own, at, length)
  }

  /** Calls `visit` with the place of the bytes of an id, which is good until the next change. */
  visit<T>(id: number, visit: (view: DataView, start: number, end: number) => T): T {
    const { view } = this.#chunks[this.#chunkOf[id]]!
    const at = this.#at[id]
    return visit(view, at, at + view.getInt32(at - 4, true))
  }

  /** Copies of the bytes of some ids, one after another. */
  copy(ids: Int32Array): KeyRows {
    const starts = new Int32Array(ids.length + 1)
    for (let i = 0; i < ids.length; i++)
      starts[i + 1] = starts[i] + this.#chunks[this.#chunkOf[ids[i]]]!.view.getInt32(this.#at[ids[i]] - 4, true)
    const bytes = new Uint8Array(starts[ids.length])
    for (let i = 0; i < ids.length; i++) {
      const at = this.#at[ids[i]]
      const source = this.#chunks[this.#chunkOf[ids[i]]]!.bytes
      for (let k = starts[i], from = at; k < starts[i + 1]; k++, from++) bytes[k] = source[from]
    }
    return { bytes, view: new DataView(bytes.buffer), starts }
  }

  #room(size: number): Chunk {
    const open = this.#open < 0 ? null : this.#chunks[this.#open]
    if (open !== null && open.used + size <= open.bytes.length) return open
    const full = this.#open
    const bytes = new Uint8Array(Math.max(CHUNK, size))
    const chunk = { bytes, view: new DataView(bytes.buffer), used: 0, dead: 0 }
    this.#byteSize += bytes.length
    this.#open = this.#freeChunks.pop() ?? this.#chunks.length
    this.#chunks[this.#open] = chunk
    if (open === null || open.dead * 2 <= open.used) return chunk
    this.#giveBack(full)
    return this.#room(size)
  }

  #giveBack(number: number): void {
    const { bytes, view, used } = this.#chunks[number]!
    for (let at = HEADER; at <= used; ) {
      const id = view.getInt32(at - 8, true)
      const end = at + view.getInt32(at - 4, true)
      if (this.#chunkOf[id] === number && this.#at[id] === at) this.put(id, bytes, at, end)
      at = end + HEADER
    }
    this.#byteSize -= bytes.length
    this.#chunks[number] = null
    this.#freeChunks.push(number)
  }
}
