import { Matcher } from './matcher.ts'
import { PatternError } from './pattern-error.ts'
import { parsePattern } from './pattern-parser.ts'
import { compileProgram } from './program.ts'

/** A match: its groups as text, null for those that did not take part, and where it lies, in UTF-16 units. */
export interface Match {
  readonly start: number
  readonly end: number
  readonly groups: readonly (string | null)[]
}

/** A pattern of java.util.regex, with Java's meaning; see docs/decisions for how it runs. */
export class JavaRegex {
  readonly groupCount: number
  readonly groupNames: ReadonlyMap<string, number>
  readonly #matcher: Matcher

  /** Throws PatternError. */
  constructor(pattern: string) {
    const parsed = parsePattern(pattern)
    this.groupCount = parsed.groupCount
    this.groupNames = parsed.names
    this.#matcher = new Matcher(compileProgram(parsed))
  }

  /** Whether the pattern matches somewhere. */
  test(input: string): boolean {
    return this.#matcher.find(input, 0)
  }

  /** The first match. */
  find(input: string): Match | null {
    return this.#matcher.find(input, 0) ? this.#match(input) : null
  }

  /** All matches, one behind the other; behind an empty one the search goes on one unit later, as Java's does. */
  *findAll(input: string): Generator<Match> {
    let from = 0
    let lastEnd = 0
    while (from <= input.length && this.#matcher.find(input, from, lastEnd)) {
      const match = this.#match(input)
      yield match
      lastEnd = match.end
      from = match.end === match.start ? match.end + 1 : match.end
    }
  }

  #match(input: string): Match {
    const { slots } = this.#matcher
    const groups = Array.from({ length: this.groupCount + 1 }, (_, g) =>
      slots[2 * g] < 0 || slots[2 * g + 1] < 0 ? null : input.slice(slots[2 * g], slots[2 * g + 1]),
    )
    return { start: slots[0], end: slots[1], groups }
  }
}

/** Appends a replacement in Java's syntax: `$1`, `${name}`, and a backslash before characters meant as they are. */
export function expandReplacement(replacement: string, regex: JavaRegex, groups: readonly (string | null)[]): string {
  let out = ''
  for (let i = 0; i < replacement.length; ) {
    const c = replacement[i]
    if (c === '\\') {
      if (i + 1 === replacement.length) throw new PatternError('character to be escaped is missing', i)
      out += replacement[i + 1]
      i += 2
    } else if (c === '$') {
      const [group, length] = groupReference(replacement, i, regex)
      out += groups[group] ?? ''
      i += length
    } else {
      out += c
      i++
    }
  }
  return out
}

function groupReference(replacement: string, at: number, regex: JavaRegex): [group: number, length: number] {
  const named = /^\$\{([a-zA-Z][a-zA-Z0-9]*)\}/.exec(replacement.slice(at))
  if (named !== null) {
    const index = regex.groupNames.get(named[1])
    if (index === undefined) throw new PatternError(`No group with name {${named[1]}}`, at)
    return [index, named[0].length]
  }
  const digits = /^\$(\d+)/.exec(replacement.slice(at))
  if (digits === null) throw new PatternError('Illegal group reference', at)
  let group = Number(digits[1][0])
  if (group > regex.groupCount) throw new PatternError(`No group ${group}`, at)
  let length = 2
  // Further digits belong to the number as long as there are so many groups.
  while (length <= digits[1].length && group * 10 + Number(digits[1][length - 1]) <= regex.groupCount) {
    group = group * 10 + Number(digits[1][length - 1])
    length++
  }
  return [group, length]
}
