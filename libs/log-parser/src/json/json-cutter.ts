import { CUT, type LineCutter } from '../fields/line-cutter.ts'
import { isDigit } from '../web-log/bytes.ts'
import type { JsonLayout } from './json-layout.ts'
import { type JsonNode, jsonTree } from './json-paths.ts'
import { decodeJsonString, escapeLength } from './json-string.ts'

const NOTHING: Uint8Array = new Uint8Array(0)
const QUOTE = 0x22
const COMMA = 0x2c
const DASH = 0x2d
const DOT = 0x2e
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const BACKSLASH = 0x5c
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** Deeper lines are malformed: no log has such, and each level takes a call. */
const MOST_LEVELS = 200
const NO_RANK = 255

/**
 * Takes fields out of lines that are JSON objects (RFC 8259, any bytes above ASCII allowed in strings), in one pass that reads no member
 * twice and makes no JavaScript value. A value is the inside of a string, a number or literal as written; null and '' are not there, nor
 * are objects, of arrays the first element.
 */
export class JsonCutter implements LineCutter {
  readonly starts: Int32Array
  readonly ends: Int32Array
  bytes = NOTHING
  view = new DataView(NOTHING.buffer)
  readonly #tree: JsonNode
  readonly #ranks: Uint8Array
  readonly #escaped: Uint8Array
  /** The object's own field, which is named where a line is not JSON. */
  readonly #notJson: number
  /** The field for which a line is malformed that has none of `#oneOf`. */
  readonly #required: number
  readonly #oneOf: readonly number[]
  #anyEscaped = false
  #at = 0
  #end = 0
  /** End of the string that was read last, its inside's, and whether it has escapes. */
  #stringEnd = 0
  #stringEscaped = false
  #key = new Uint8Array(64)
  #scratch = NOTHING
  #scratchView = this.view

  constructor({ fields, required }: JsonLayout) {
    this.starts = new Int32Array(fields.length)
    this.ends = new Int32Array(fields.length)
    this.#ranks = new Uint8Array(fields.length)
    this.#escaped = new Uint8Array(fields.length)
    this.#tree = jsonTree(fields)
    this.#notJson = fields.findIndex(({ name }) => name === 'json')
    this.#required = fields.findIndex(({ name }) => name === required?.name)
    this.#oneOf = fields.flatMap(({ name }, i) => (required?.of.includes(name) ? [i] : []))
  }

  cut(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    this.bytes = bytes
    this.view = view
    this.#at = start
    this.#end = end
    this.starts.fill(-1)
    this.ends.fill(-1)
    this.#ranks.fill(NO_RANK)
    this.#anyEscaped = false
    this.#skipSpace()
    if (this.#peek() !== OPEN_OBJECT || !this.#readObject(this.#tree, 0)) return this.#notJson
    this.#skipSpace()
    if (this.#at !== end) return this.starts.length
    if (this.#required >= 0 && !this.#hasOne()) return this.#required
    if (this.#anyEscaped) this.#decode(start)
    return CUT
  }

  #hasOne(): boolean {
    for (const field of this.#oneOf) if (this.starts[field] >= 0) return true
    return false
  }

  #peek(): number {
    return this.#at < this.#end ? this.bytes[this.#at] : -1
  }

  #skipSpace(): void {
    let at = this.#at
    for (; at < this.#end; at++) {
      const byte = this.bytes[at]
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) break
    }
    this.#at = at
  }

  #readValue(node: JsonNode | null, level: number): boolean {
    const byte = this.#peek()
    if (byte === QUOTE) {
      const start = this.#at + 1
      if (!this.#readString()) return false
      if (node !== null && node.field >= 0 && this.#stringEnd > start)
        this.#take(node, start, this.#stringEnd, this.#stringEscaped)
      return true
    }
    if (byte === OPEN_OBJECT) return this.#readObject(node, level + 1)
    if (byte === OPEN_ARRAY) return this.#readArray(node, level + 1)
    const start = this.#at
    if (byte === DASH || isDigit(byte)) {
      if (!this.#readNumber()) return false
    } else if (byte === 0x74) {
      if (!this.#readWord('true')) return false
    } else if (byte === 0x66) {
      if (!this.#readWord('false')) return false
    } else return byte === 0x6e && this.#readWord('null')
    if (node !== null && node.field >= 0) this.#take(node, start, this.#at, false)
    return true
  }

  #readObject(node: JsonNode | null, level: number): boolean {
    if (level > MOST_LEVELS) return false
    this.#at++
    this.#skipSpace()
    if (this.#peek() === CLOSE_OBJECT) {
      this.#at++
      return true
    }
    for (;;) {
      const start = this.#at + 1
      if (this.#peek() !== QUOTE || !this.#readString()) return false
      const child = node === null ? null : this.#childOf(node, start)
      if (child !== null) this.#forget(child)
      this.#skipSpace()
      if (this.#peek() !== COLON) return false
      this.#at++
      this.#skipSpace()
      if (!this.#readValue(child, level)) return false
      this.#skipSpace()
      const next = this.#peek()
      this.#at++
      if (next === CLOSE_OBJECT) return true
      if (next !== COMMA) return false
      this.#skipSpace()
    }
  }

  #readArray(node: JsonNode | null, level: number): boolean {
    if (level > MOST_LEVELS) return false
    this.#at++
    this.#skipSpace()
    if (this.#peek() === CLOSE_ARRAY) {
      this.#at++
      return true
    }
    for (let element = node; ; element = null) {
      if (!this.#readValue(element, level)) return false
      this.#skipSpace()
      const next = this.#peek()
      this.#at++
      if (next === CLOSE_ARRAY) return true
      if (next !== COMMA) return false
      this.#skipSpace()
    }
  }

  #childOf(node: JsonNode, start: number): JsonNode | null {
    if (!this.#stringEscaped) return node.child(this.bytes, start, this.#stringEnd)
    const length = this.#stringEnd - start
    if (this.#key.length < length) this.#key = new Uint8Array(length * 2)
    return node.child(this.#key, 0, decodeJsonString(this.bytes, start, this.#stringEnd, this.#key, 0))
  }

  /** Reads the string that begins here. */
  #readString(): boolean {
    const { bytes } = this
    const end = this.#end
    this.#stringEscaped = false
    for (let at = this.#at + 1; at < end; ) {
      const byte = bytes[at]
      if (byte === QUOTE) {
        this.#stringEnd = at
        this.#at = at + 1
        return true
      }
      if (byte < 0x20) return false
      if (byte === BACKSLASH) {
        const length = escapeLength(bytes, at, end)
        if (length === 0) return false
        this.#stringEscaped = true
        at += length
      } else at++
    }
    return false
  }

  #readNumber(): boolean {
    if (this.#peek() === DASH) this.#at++
    if (this.#peek() === 0x30) this.#at++
    else if (!this.#readDigits()) return false
    if (this.#peek() === DOT) {
      this.#at++
      if (!this.#readDigits()) return false
    }
    const byte = this.#peek()
    if (byte !== 0x65 && byte !== 0x45) return true
    this.#at++
    const sign = this.#peek()
    if (sign === DASH || sign === 0x2b) this.#at++
    return this.#readDigits()
  }

  #readDigits(): boolean {
    const start = this.#at
    while (this.#at < this.#end && isDigit(this.bytes[this.#at])) this.#at++
    return this.#at > start
  }

  #readWord(word: string): boolean {
    for (let i = 0; i < word.length; i++) {
      if (this.#peek() !== word.charCodeAt(i)) return false
      this.#at++
    }
    return true
  }

  /** Of members of the same name the last counts. */
  #forget({ field, rank, children }: JsonNode): void {
    if (field >= 0 && this.#ranks[field] === rank) {
      this.starts[field] = -1
      this.ends[field] = -1
      this.#ranks[field] = NO_RANK
      this.#escaped[field] = 0
    }
    for (const child of children) this.#forget(child)
  }

  #take({ field, rank }: JsonNode, start: number, end: number, escaped: boolean): void {
    if (rank > this.#ranks[field]) return
    this.#ranks[field] = rank
    this.starts[field] = start
    this.ends[field] = end
    this.#escaped[field] = escaped ? 1 : 0
    if (escaped) this.#anyEscaped = true
  }

  /** Copies the line, with the decoded values behind it. */
  #decode(lineStart: number): void {
    const { bytes, starts, ends } = this
    const length = this.#end - lineStart
    if (this.#scratch.length < 2 * length) {
      this.#scratch = new Uint8Array(4 * length)
      this.#scratchView = new DataView(this.#scratch.buffer)
    }
    const scratch = this.#scratch
    scratch.set(bytes.subarray(lineStart, this.#end))
    let free = length
    for (let i = 0; i < starts.length; i++) {
      if (starts[i] < 0) continue
      if (this.#escaped[i] === 0) {
        starts[i] -= lineStart
        ends[i] -= lineStart
      } else {
        const end = decodeJsonString(bytes, starts[i], ends[i], scratch, free)
        starts[i] = free
        ends[i] = end
        free = end
      }
    }
    this.bytes = scratch
    this.view = this.#scratchView
  }
}
