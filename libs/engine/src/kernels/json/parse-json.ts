import type { JsonValue } from './json-value.ts'

const MAX_DEPTH = 1000

/**
 * The first value of a text as Spark's Jackson reads it: single quotes and control characters in strings are allowed, what follows the
 * value is not looked at. Undefined when the text is no JSON or empty.
 * @param nonNumeric takes NaN, INF and their like as numbers
 */
export function parseJson(text: string, nonNumeric = false): JsonValue | undefined {
  const parser = new JsonParser(text, nonNumeric)
  try {
    return parser.value(0)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

class JsonParser {
  readonly #text: string
  readonly #nonNumeric: boolean
  #at = 0

  constructor(text: string, nonNumeric: boolean) {
    this.#text = text
    this.#nonNumeric = nonNumeric
  }

  value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) throw new SyntaxError('too deep')
    this.#blanks()
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth)
      case '[':
        return this.#array(depth)
      case '"':
      case "'":
        return this.#string()
      case 't':
        return this.#word('true', true)
      case 'f':
        return this.#word('false', false)
      case 'n':
        return this.#word('null', null)
      default:
        if (this.#nonNumeric && /[NI+]|-I/y.test(this.#text.slice(this.#at, this.#at + 2)))
          return { kind: 'number', text: this.#match(/(?:NaN|[+-]?(?:INF|Infinity))(?!\w)/y) }
        return { kind: 'number', text: this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y) }
    }
  }

  #object(depth: number): JsonValue {
    this.#at++
    const fields: [string, JsonValue][] = []
    for (this.#blanks(); this.#text[this.#at] !== '}'; this.#blanks()) {
      if (fields.length > 0) this.#take(',')
      this.#blanks()
      const name = this.#string()
      this.#blanks()
      this.#take(':')
      fields.push([name, this.value(depth + 1)])
    }
    this.#at++
    return { kind: 'object', fields }
  }

  #array(depth: number): JsonValue {
    this.#at++
    const items: JsonValue[] = []
    for (this.#blanks(); this.#text[this.#at] !== ']'; this.#blanks()) {
      if (items.length > 0) this.#take(',')
      items.push(this.value(depth + 1))
    }
    this.#at++
    return { kind: 'array', items }
  }

  #string(): string {
    const raw = this.#match(/"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/y).slice(1, -1)
    if (!raw.includes('\\')) return raw
    return raw.replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (_, sequence: string) => unescaped(sequence))
  }

  #word<T>(word: string, value: T): T {
    this.#match(new RegExp(`${word}(?!\\w)`, 'y'))
    return value
  }

  #blanks(): void {
    this.#match(/[ \t\n\r]*/y)
  }

  #take(c: string): void {
    if (this.#text[this.#at] !== c) throw new SyntaxError(`expected ${c}`)
    this.#at++
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found === undefined) throw new SyntaxError('not JSON')
    this.#at += found.length
    return found
  }
}

const SIMPLE: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

function unescaped(sequence: string): string {
  if (sequence.length > 1) return String.fromCharCode(Number.parseInt(sequence.slice(1), 16))
  const c = SIMPLE[sequence] ?? sequence
  if (!/["\\/'\b\f\n\r\t]/.test(c)) throw new SyntaxError(`no escape ${sequence}`)
  return c
}
