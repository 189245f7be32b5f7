import type { Place } from '../../plan/place.ts'
import type { Token } from '../text/lexer.ts'

/** Signs and words before an operand. */
const PREFIXES = ['-', '+', '~', 'NOT', '!']

/** How far expressions reach in the text: the library's tree knows places of single words only. */
export class Spans {
  readonly #tokens: readonly Token[]
  readonly #closing: ReadonlyMap<number, number>
  readonly #byStart: ReadonlyMap<number, number>

  /** @param closing for each opening bracket the index of its closing one */
  constructor(tokens: readonly Token[], closing: ReadonlyMap<number, number>) {
    this.#tokens = tokens
    this.#closing = closing
    this.#byStart = new Map(tokens.map((t, i) => [t.start, i]))
  }

  /** From a function's name to the bracket that ends its arguments. */
  call(name: Place): Place {
    const at = this.#byStart.get(name.start)
    return at === undefined ? name : (this.#upTo(name.start, this.#closing.get(at + 1)) ?? name)
  }

  /** The innermost brackets around a place. */
  brackets(place: Place): Place {
    const open = this.#bracketBefore(place)
    return open === undefined ? place : (this.#upTo(this.#tokens[open].start, this.#closing.get(open)) ?? place)
  }

  /** `CAST(x AS type)`, whose type is at `type`; `x::type` where it is not in such brackets. */
  cast(argument: Place | null, type: Place): Place {
    const open = this.#bracketBefore(type)
    const word = open === undefined ? undefined : this.#tokens[open - 1]
    if (open !== undefined && word !== undefined && ['CAST', 'TRY_CAST'].includes(word.upper))
      return this.#upTo(word.start, this.#closing.get(open)) ?? type
    return { start: (argument ?? type).start, end: type.end }
  }

  /** An operand with the sign or NOT before it. */
  prefixed(place: Place): Place {
    const at = this.#byStart.get(place.start)
    const before = at === undefined ? undefined : this.#tokens[at - 1]
    return before !== undefined && PREFIXES.includes(before.upper) ? { start: before.start, end: place.end } : place
  }

  /** The CASE expression that a place inside of it belongs to. */
  caseAround(place: Place): Place {
    let from = this.#byStart.get(place.start) ?? -1
    for (let open = 1; from >= 0 && open > 0; ) {
      from--
      const word = this.#tokens[from]?.upper
      if (word === 'CASE') open--
      else if (word === 'END') open++
    }
    let to = from
    for (let open = from < 0 ? 0 : 1; open > 0 && to < this.#tokens.length; ) {
      to++
      const word = this.#tokens[to]?.upper
      if (word === 'END') open--
      else if (word === 'CASE') open++
    }
    return from < 0 ? place : (this.#upTo(this.#tokens[from].start, to) ?? place)
  }

  /** A place with the closing bracket that follows it. */
  closed(place: Place): Place {
    const next = this.#tokens.find(t => t.start >= place.end)
    return next !== undefined && (next.text === ']' || next.text === ')')
      ? { start: place.start, end: next.end }
      : place
  }

  /** The last token before a place that is one of these. */
  last(texts: readonly string[], before: Place): Token | undefined {
    return this.#tokens.findLast(t => t.start < before.start && texts.includes(t.text))
  }

  #upTo(start: number, last: number | undefined): Place | undefined {
    const token = last === undefined ? undefined : this.#tokens[last]
    return token === undefined ? undefined : { start, end: token.end }
  }

  #bracketBefore(place: Place): number | undefined {
    let at = this.#byStart.get(place.start)
    if (at === undefined) return undefined
    for (at--; at >= 0; at--) {
      if (this.#tokens[at].text !== '(') continue
      const closing = this.#closing.get(at)
      if (closing !== undefined && this.#tokens[closing].start >= place.end) return at
    }
    return undefined
  }
}

/** From the start of one place to the end of another. */
export const through = (from: Place | null, to: Place | null): Place | null =>
  from === null ? to : { start: from.start, end: Math.max(from.end, to?.end ?? 0) }
