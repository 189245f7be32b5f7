import type { TypedExpression } from '../../plan/typed-expression.ts'
import type { Resolved, ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { codePointsOf } from './code-points.ts'
import { signature } from './signature.ts'
import { analysisError, valueError } from './spark-error.ts'

/** Stands for `_` in a compiled pattern. */
const ANY = 0

/** A pattern as runs of characters between its `%`. */
type Runs = readonly (readonly (string | typeof ANY)[])[]

function compilePattern(pattern: string, escaper: string): Runs {
  const runs: (string | typeof ANY)[][] = [[]]
  const points = codePointsOf(pattern)
  for (let i = 0; i < points.length; i++) {
    const c = points[i]
    const run = runs[runs.length - 1]
    if (c === escaper) {
      const next = points[++i]
      if (next === undefined) {
        throw valueError(
          'INVALID_FORMAT.ESC_AT_THE_END',
          `The format is invalid: '${pattern}'. The escape character is not allowed to end with.`,
        )
      }
      if (next !== '_' && next !== '%' && next !== escaper) {
        throw valueError(
          'INVALID_FORMAT.ESC_IN_THE_MIDDLE',
          `The format is invalid: '${pattern}'. The escape character is not allowed to precede '${next}'.`,
        )
      }
      run.push(next)
    } else if (c === '_') run.push(ANY)
    else if (c === '%') runs.push([])
    else run.push(c)
  }
  return runs
}

type Test = (s: string) => boolean

/** The pattern as a function; what needs no `_` works on whole strings. */
function compileLike(pattern: string, escaper: string): Test {
  const runs = compilePattern(pattern, escaper)
  if (runs.some(run => run.includes(ANY))) return s => matchRuns(runs, codePointsOf(s))
  const texts = runs.map(run => run.join(''))
  if (texts.length === 1) return s => s === texts[0]
  const [first] = texts
  const last = texts[texts.length - 1]
  const middle = texts.slice(1, -1).filter(text => text !== '')
  return s => {
    if (s.length < first.length + last.length || !s.startsWith(first) || !s.endsWith(last)) return false
    let at = first.length
    for (const text of middle) {
      at = s.indexOf(text, at)
      if (at < 0) return false
      at += text.length
    }
    return at <= s.length - last.length
  }
}

/** The first run at the beginning, the last one at the end, those between them as early as they fit. */
function matchRuns(runs: Runs, s: readonly string[]): boolean {
  const fits = (run: Runs[number], at: number): boolean =>
    at >= 0 && at + run.length <= s.length && run.every((c, i) => c === ANY || c === s[at + i])
  if (!fits(runs[0], 0)) return false
  if (runs.length === 1) return runs[0].length === s.length
  const last = runs[runs.length - 1]
  const end = s.length - last.length
  if (!fits(last, end)) return false
  let at = runs[0].length
  for (const run of runs.slice(1, -1)) {
    while (at + run.length <= end && !fits(run, at)) at++
    if (at + run.length > end) return false
    at += run.length
  }
  return at <= end
}

const types = signature(['string', 'string', 'string'], 'boolean', { required: 2 })

/** The escape character has to be a constant of one character. */
function resolve(args: readonly TypedExpression[], name: string): Resolved {
  const resolved = types(args, name)
  const escaper = resolved.args[2]
  if (
    escaper !== undefined &&
    !(escaper.kind === 'literal' && codePointsOf(String(escaper.value ?? '')).length === 1)
  ) {
    throw analysisError('INVALID_ESCAPE_CHAR', '`EscapeChar` should be a string literal of length one.')
  }
  return resolved
}

const MAX_PATTERNS = 100

const liker = (lower: boolean): ScalarFunction =>
  hosted({
    resolve,
    raises: true,
    evaluator: () => {
      const known = new Map<string, Test>()
      return (s: string, pattern: string, escaper = '\\') => {
        let test = known.get(pattern)
        if (test === undefined) {
          if (known.size === MAX_PATTERNS) known.clear()
          test = compileLike(lower ? pattern.toLowerCase() : pattern, escaper)
          known.set(pattern, test)
        }
        return test(lower ? s.toLowerCase() : s)
      }
    },
  })

/** `like(string, pattern [, escape])`: `%` is any text, `_` any character; ilike compares lower case. */
export const like = { like: liker(false), ilike: liker(true) } satisfies Record<string, ScalarFunction>
