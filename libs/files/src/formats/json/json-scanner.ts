/** Thrown where a text is no JSON. */
export class MalformedJson extends Error {}

const QUOTE = 34
const APOSTROPHE = 39
const BACKSLASH = 92
const MINUS = 45
const WORDS = ['true', 'false', 'null', 'NaN', 'Infinity', '-Infinity', 'INF', '-INF', '+INF', '+Infinity']

/** What a value begins like. */
export type JsonKind = 'string' | 'number' | 'object' | 'array' | 'true' | 'false' | 'null' | 'special'

/**
 * Walks over the bytes of one JSON text, as leniently as Spark's parser does by default: strings may be in single quotes, NaN and
 * Infinity are numbers. `start` and `end` are the range of the token read last, without quotes.
 */
export class JsonScanner {
  at = 0
  start = 0
  end = 0
  /** Whether the string read last has escapes. */
  escaped = false
  /** Whether the number read last has neither fraction nor exponent. */
  integer = false
  bytes: Uint8Array = new Uint8Array(0)
  #limit = 0
  #word = ''

  begin(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes
    this.at = start
    this.#limit = end
  }

  /** The kind of the value that comes next, after white space; undefined at the end. */
  next(): JsonKind | undefined {
    this.#space()
    if (this.at >= this.#limit) return undefined
    const byte = this.bytes[this.at]
    if (byte === QUOTE || byte === APOSTROPHE) return 'string'
    if (byte === 123) return 'object'
    if (byte === 91) return 'array'
    if (isDigit(byte) || (byte === MINUS && isDigit(this.bytes[this.at + 1]))) return 'number'
    this.#word = this.#wordHere()
    if (this.#word === 'true' || this.#word === 'false' || this.#word === 'null') return this.#word
    return 'special'
  }

  /** Passes `byte` after white space; false where something else stands. */
  take(byte: number): boolean {
    this.#space()
    if (this.at >= this.#limit || this.bytes[this.at] !== byte) return false
    this.at++
    return true
  }

  expect(byte: number): void {
    if (!this.take(byte)) throw new MalformedJson()
  }

  /** Passes true, false, null or a special number. */
  word(): string {
    this.start = this.at
    this.at += this.#word.length
    this.end = this.at
    return this.#word
  }

  string(): void {
    const { bytes } = this
    const quote = bytes[this.at]
    if (quote !== QUOTE && quote !== APOSTROPHE) throw new MalformedJson()
    this.escaped = false
    this.start = this.at + 1
    for (let i = this.start; i < this.#limit; i++) {
      const byte = bytes[i]
      if (byte === quote) {
        this.end = i
        this.at = i + 1
        return
      }
      if (byte < 32) throw new MalformedJson()
      if (byte === BACKSLASH) {
        this.#checkEscape(i + 1)
        this.escaped = true
        i++
      }
    }
    throw new MalformedJson()
  }

  /** The text of the string read last. */
  stringText(): string {
    const text = Buffer.from(this.bytes.buffer, this.bytes.byteOffset + this.start, this.end - this.start).toString()
    // Only a string in single quotes may hold a plain double quote.
    return this.escaped ? (JSON.parse(`"${text.replace(/(\\.)|"/gs, (_, pair) => pair ?? '\\"')}"`) as string) : text
  }

  number(): void {
    const { bytes } = this
    this.start = this.at
    let i = bytes[this.at] === MINUS ? this.at + 1 : this.at
    if (bytes[i] === 48 && isDigit(bytes[i + 1]) && i + 1 < this.#limit) throw new MalformedJson()
    i = this.#digits(i)
    this.integer = true
    if (bytes[i] === 46 && i < this.#limit) {
      this.integer = false
      i = this.#digits(i + 1)
    }
    if ((bytes[i] === 101 || bytes[i] === 69) && i < this.#limit) {
      this.integer = false
      const sign = bytes[i + 1] === 43 || bytes[i + 1] === MINUS ? 1 : 0
      i = this.#digits(i + 1 + sign)
    }
    if (i < this.#limit && isWordByte(bytes[i])) throw new MalformedJson()
    this.end = i
    this.at = i
  }

  /** The bytes of the token read last as text: of a number or a whole value. */
  text(): string {
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + this.start, this.end - this.start).toString('latin1')
  }

  /** Passes a value of any kind; its range is the token's. */
  skip(): void {
    const kind = this.next()
    const from = this.at
    if (kind === 'string') {
      this.string()
      return
    }
    if (kind === undefined) throw new MalformedJson()
    if (kind === 'number') this.number()
    else if (kind === 'object') this.members(() => this.skip())
    else if (kind === 'array') this.elements(() => this.skip())
    else this.word()
    this.start = from
    this.end = this.at
  }

  /** Passes an object; `member` is called behind each colon and passes the value. The name is the token. */
  members(member: () => void): void {
    this.expect(123)
    if (this.take(125)) return
    do {
      this.#space()
      this.string()
      this.expect(58)
      member()
    } while (this.take(44))
    this.expect(125)
  }

  /** Passes an array; `element` passes each value. */
  elements(element: () => void): void {
    this.expect(91)
    if (this.take(93)) return
    do element()
    while (this.take(44))
    this.expect(93)
  }

  #space(): void {
    const { bytes } = this
    while (this.at < this.#limit) {
      const byte = bytes[this.at]
      if (byte !== 32 && byte !== 9 && byte !== 10 && byte !== 13) return
      this.at++
    }
  }

  #digits(from: number): number {
    let i = from
    while (i < this.#limit && isDigit(this.bytes[i])) i++
    if (i === from) throw new MalformedJson()
    return i
  }

  #checkEscape(at: number): void {
    const byte = at < this.#limit ? this.bytes[at] : 0
    if (byte === 117) {
      const hex = Buffer.from(this.bytes.subarray(at + 1, Math.min(this.#limit, at + 5))).toString('latin1')
      if (!/^[\da-f]{4}$/i.test(hex)) throw new MalformedJson()
    } else if (!'"\\/bfnrt'.includes(String.fromCharCode(byte)) || byte === 0) throw new MalformedJson()
  }

  #wordHere(): string {
    let end = this.at
    if (this.bytes[end] === MINUS || this.bytes[end] === 43) end++
    while (end < this.#limit && isWordByte(this.bytes[end])) end++
    const word = Buffer.from(this.bytes.subarray(this.at, end)).toString('latin1')
    if (!WORDS.includes(word)) throw new MalformedJson()
    return word
  }
}

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57
const isWordByte = (byte: number): boolean =>
  isDigit(byte) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === 95 || byte >= 128
