import { PatternError } from './pattern-error.ts'

/** Flags of Java's Pattern by their letters. */
export interface Flags {
  /** CASE_INSENSITIVE */
  i: boolean
  /** UNIX_LINES */
  d: boolean
  /** MULTILINE */
  m: boolean
  /** DOTALL */
  s: boolean
  /** UNICODE_CASE */
  u: boolean
  /** COMMENTS */
  x: boolean
  /** UNICODE_CHARACTER_CLASS */
  U: boolean
}

/** The text of a pattern with a position; in COMMENTS mode blanks and comments are not seen. */
export class PatternReader {
  readonly pattern: string
  at = 0
  flags: Flags = { i: false, d: false, m: false, s: false, u: false, x: false, U: false }

  constructor(pattern: string) {
    this.pattern = pattern
  }

  error(message: string): PatternError {
    return new PatternError(message, this.at)
  }

  unsupported(what: string): PatternError {
    return new PatternError(`${what} is not supported`, this.at, true)
  }

  /** The next character, or '' at the end. */
  peek(): string {
    if (this.flags.x) this.#skipComments()
    const c = this.pattern.codePointAt(this.at)
    return c === undefined ? '' : String.fromCodePoint(c)
  }

  /** Takes the next character. */
  next(): string {
    const c = this.peek()
    this.at += c.length
    return c
  }

  /** Takes the next character when it is this one. */
  take(text: string): boolean {
    if (this.flags.x) this.#skipComments()
    if (!this.pattern.startsWith(text, this.at)) return false
    this.at += text.length
    return true
  }

  /** Takes what a sticky expression matches here; null when it does not. */
  match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.at
    const found = expression.exec(this.pattern)
    if (found !== null) this.at += found[0].length
    return found
  }

  #skipComments(): void {
    const blank = /(?:[ \t\n\v\f\r]|#[^\n\r\u0085\u2028\u2029]*)*/y
    blank.lastIndex = this.at
    this.at += blank.exec(this.pattern)![0].length
  }
}
