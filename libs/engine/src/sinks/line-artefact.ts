import type { LineBlock } from '@millrace/log-parser'
import type { LineHeader, LineRouting } from '../connector/line-producer.ts'

/** Rows for a sink of lines: values, and keys where there is a column for them. */
export interface KeyedLines {
  readonly lines: LineBlock
  /** One per line, null for a null key; undefined where no line can have one. */
  readonly keys: readonly (Uint8Array | null)[] | undefined
  readonly routing: LineRouting
}

/** Where a line goes, and its headers. */
export interface Route {
  readonly topic: string | null
  readonly partition: number | null
  readonly headers: readonly LineHeader[] | null
}

const WORD = 4
const NOTHING = new Uint8Array(0)
/** The length of a key or a line that is null. */
const NULL = -1
const KEYED = 1
const ROUTED = 2

/**
 * Collects lines into one artefact: int32s (the number of lines, whether they have keys and routes, the length of each line and then of
 * each key, both -1 for null), the bytes of the lines, those of the keys, the routes as JSON.
 */
export class LineArtefactBuilder {
  count = 0
  readonly #keyed: boolean
  readonly #values = new GrowingBytes()
  readonly #keys = new GrowingBytes()
  #lengths = new Int32Array(1024)
  #keyLengths = new Int32Array(1024)
  #routes: Route[] = []

  constructor(keyed: boolean) {
    this.#keyed = keyed
  }

  /** Bytes of lines and keys. */
  get size(): number {
    return this.#values.size + this.#keys.size
  }

  /** Adds the line `source[start .. end)`, whose key is null until it is set. */
  append(source: Uint8Array, start: number, end: number): void {
    if (this.count === this.#lengths.length) {
      this.#lengths = doubled(this.#lengths)
      this.#keyLengths = doubled(this.#keyLengths)
    }
    this.#values.append(source, start, end)
    this.#lengths[this.count] = end - start
    this.#keyLengths[this.count++] = NULL
  }

  /** Adds a line that is null. */
  appendNull(): void {
    this.append(NOTHING, 0, 0)
    this.#lengths[this.count - 1] = NULL
  }

  /** Sets the key of the last line. */
  setKey(source: Uint8Array, start: number, end: number): void {
    this.#keys.append(source, start, end)
    this.#keyLengths[this.count - 1] = end - start
  }

  /** Sets the route of the last line: all lines have one, or none. */
  setRoute(route: Route): void {
    this.#routes.push(route)
  }

  /** The artefact; the builder starts again empty. */
  take(): Uint8Array<ArrayBuffer> {
    const { count } = this
    const words = 2 + count * (this.#keyed ? 2 : 1)
    const routed = this.#routes.length > 0
    const routes = routed ? Buffer.from(routesJson(this.#routes)) : Buffer.alloc(0)
    const bytes = new Uint8Array(words * WORD + this.size + routes.length)
    const numbers = new Int32Array(bytes.buffer, 0, words)
    numbers.set([count, (this.#keyed ? KEYED : 0) | (routed ? ROUTED : 0)])
    numbers.set(this.#lengths.subarray(0, count), 2)
    if (this.#keyed) numbers.set(this.#keyLengths.subarray(0, count), 2 + count)
    bytes.set(this.#values.take(), words * WORD)
    const keys = this.#keys.take()
    bytes.set(keys, bytes.length - routes.length - keys.length)
    bytes.set(routes, bytes.length - routes.length)
    this.count = 0
    this.#routes = []
    return bytes
  }
}

class GrowingBytes {
  size = 0
  #bytes = new Uint8Array(64 * 1024)

  append(source: Uint8Array, start: number, end: number): void {
    const to = this.size + end - start
    if (to > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(to, this.#bytes.length * 2))
      larger.set(this.#bytes.subarray(0, this.size))
      this.#bytes = larger
    }
    // A view for each short text costs more than copying it byte by byte.
    if (end - start > 256) this.#bytes.set(source.subarray(start, end), this.size)
    else for (let i = start, j = this.size; i < end; i++, j++) this.#bytes[j] = source[i]
    this.size = to
  }

  /** What was collected, valid until the next append. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.size)
    this.size = 0
    return taken
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}

/** The lines of an artefact, without copying any. */
export function readLineArtefact(bytes: Uint8Array): KeyedLines {
  const aligned = bytes.byteOffset % WORD === 0 ? bytes : bytes.slice()
  const [count, flags] = new Int32Array(aligned.buffer, aligned.byteOffset, 2)
  const keyed = flags & KEYED
  const lengths = new Int32Array(aligned.buffer, aligned.byteOffset + 2 * WORD, count * (1 + keyed))
  const starts = new Int32Array(count)
  const ends = new Int32Array(count)
  let at = (2 + lengths.length) * WORD
  for (let i = 0; i < count; i++) {
    starts[i] = at
    at += Math.max(0, lengths[i])
    ends[i] = at
  }
  const nulls = Array.from(lengths.subarray(0, count), length => length === NULL)
  const lines = { bytes: aligned, starts, ends, count }
  const keys: (Uint8Array | null)[] = []
  for (let i = count; i < lengths.length; i++) {
    const length = lengths[i]
    keys.push(length === NULL ? null : aligned.subarray(at, at + length))
    at += Math.max(0, length)
  }
  const routing = (flags & ROUTED) === 0 ? {} : parseRoutes(aligned.subarray(at))
  const isAnyNull = nulls.includes(true)
  return { lines, keys: keyed === 0 ? undefined : keys, routing: isAnyNull ? { ...routing, nulls } : routing }
}

type HeadersJson = readonly (readonly [string, string | null])[]

const routesJson = (routes: readonly Route[]): string =>
  JSON.stringify({
    topics: routes.map(r => r.topic),
    partitions: routes.map(r => r.partition),
    headers: routes.map(
      r =>
        r.headers?.map(({ key, value }) => [key, value === null ? null : Buffer.from(value).toString('base64')]) ??
        null,
    ),
  })

function parseRoutes(bytes: Uint8Array): LineRouting {
  const { topics, partitions, headers } = JSON.parse(Buffer.from(bytes).toString()) as {
    readonly topics: readonly (string | null)[]
    readonly partitions: readonly (number | null)[]
    readonly headers: readonly (HeadersJson | null)[]
  }
  const header = ([key, value]: HeadersJson[number]): LineHeader => ({
    key,
    value: value === null ? null : Buffer.from(value, 'base64'),
  })
  return { topics, partitions, headers: headers.map(h => h?.map(header) ?? null) }
}
