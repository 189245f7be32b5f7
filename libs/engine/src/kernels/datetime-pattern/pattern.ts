import { MillraceError } from '@millrace/errors'

/** A piece of a datetime pattern: a field by its letter and how often it stands, text as it is, or what may be missing. */
export type PatternPart =
  | { readonly kind: 'field'; readonly letter: string; readonly count: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'optional'; readonly parts: readonly PatternPart[] }

/** How often a letter may stand. https://spark.apache.org/docs/latest/sql-ref-datetime-pattern.html */
const MAX_COUNT: Readonly<Record<string, number>> = {
  G: 4,
  y: 6,
  D: 3,
  M: 4,
  L: 4,
  d: 2,
  Q: 4,
  q: 4,
  E: 4,
  F: 1,
  a: 1,
  h: 2,
  K: 2,
  k: 2,
  H: 2,
  m: 2,
  s: 2,
  S: 9,
  V: 2,
  z: 4,
  O: 4,
  X: 5,
  x: 5,
  Z: 5,
}
/** Letters that only formatting knows. */
const FORMAT_ONLY = 'EFQq'
const WEEK_BASED = 'YWwuec'

/** Takes a pattern apart. MILLRACE_ARITHMETIC when Spark does not take it: week-based and unknown letters, too many of one. */
export function parsePattern(pattern: string, parsing: boolean): readonly PatternPart[] {
  checkWeekBased(pattern)
  const stack: PatternPart[][] = [[]]
  const add = (part: PatternPart): void => {
    stack.at(-1)!.push(part)
  }
  let at = 0
  while (at < pattern.length) {
    const c = pattern[at]
    if (/[A-Za-z]/.test(c)) {
      let end = at + 1
      while (pattern[end] === c) end++
      add(field(pattern, c, end - at, parsing))
      at = end
    } else if (c === "'") {
      const { text, end } = quoted(pattern, at)
      add({ kind: 'text', text })
      at = end
    } else {
      at++
      if (c === '[') stack.push([])
      else if (c === ']') {
        const parts = stack.pop()!
        if (stack.length === 0) throw invalid(pattern, 'a ] without [')
        add({ kind: 'optional', parts })
      } else if (c === '{' || c === '}' || c === '#') throw invalid(pattern, `the reserved character ${c}`)
      else add({ kind: 'text', text: c })
    }
  }
  while (stack.length > 1) {
    const parts = stack.pop()!
    add({ kind: 'optional', parts })
  }
  return stack[0]
}

function checkWeekBased(pattern: string): void {
  const letter = [...pattern.replace(/'[^']*'?/g, '')].find(c => WEEK_BASED.includes(c))
  if (letter === undefined) return
  throw invalid(
    pattern,
    `the week-based letter ${letter}; use extract() instead`,
    'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN',
  )
}

function field(pattern: string, letter: string, count: number, parsing: boolean): PatternPart {
  const most = MAX_COUNT[letter]
  if (most === undefined) throw invalid(pattern, `the letter ${letter}`)
  if (parsing && FORMAT_ONLY.includes(letter))
    throw invalid(pattern, `the letter ${letter}, which only formatting knows`)
  if (count > most) throw invalid(pattern, `${count} times the letter ${letter}`)
  if ((letter === 'V' && count !== 2) || (letter === 'O' && count !== 1 && count !== 4)) {
    throw invalid(pattern, `${count} times the letter ${letter}`)
  }
  return { kind: 'field', letter, count }
}

function quoted(pattern: string, from: number): { readonly text: string; readonly end: number } {
  if (pattern[from + 1] === "'") return { text: "'", end: from + 2 }
  let text = ''
  for (let at = from + 1; at < pattern.length; at++) {
    if (pattern[at] !== "'") text += pattern[at]
    else if (pattern[at + 1] === "'") text += pattern[at++]
    else return { text, end: at + 1 }
  }
  throw invalid(pattern, 'a text that is not closed')
}

/** Letters of java.text.SimpleDateFormat, which Spark 2 took. */
const LEGACY = /^(?:'[^']*'|[GyYMLwWDdFEuaHkKhmsSzZ]|(?<!X)X{1,3}(?!X)|[^A-Za-z'])*$/

/** As Spark does, this tells patterns that an older Spark took from those that no one takes. */
function invalid(pattern: string, what: string, error = 'INVALID_DATETIME_PATTERN'): MillraceError {
  const found = LEGACY.test(pattern) ? 'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION' : error
  return new MillraceError('MILLRACE_ARITHMETIC', `[${found}] Unrecognized datetime pattern: '${pattern}' has ${what}.`)
}
