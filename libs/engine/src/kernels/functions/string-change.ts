import { MillraceError } from '@millrace/errors'
import type { ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { codePointsOf } from './code-points.ts'
import { signature } from './signature.ts'

/** Longest string that a function makes, in UTF-16 units; Spark's own limit is an array of 2 GB. */
const MAX_LENGTH = 256 * 1024 * 1024

function repeat(s: string, n: number): string {
  if (s.length * n > MAX_LENGTH) {
    throw new MillraceError('MILLRACE_ARITHMETIC', `repeat would make a string of ${s.length * n} characters.`)
  }
  return s.repeat(Math.max(n, 0))
}

/** Each character of `from` becomes the one at its place in `to`, or goes when `to` is shorter; the first mention counts. */
function translate(s: string, from: string, to: string): string {
  const targets = codePointsOf(to)
  const map = new Map<string, string>()
  codePointsOf(from).forEach((c, i) => {
    if (!map.has(c)) map.set(c, targets[i] ?? '')
  })
  return codePointsOf(s)
    .map(c => map.get(c) ?? c)
    .join('')
}

/** In single quotes, with a backslash before single quotes; backslashes stay, as in Spark. */
const quote = (s: string): string => `'${s.replaceAll("'", "\\'")}'`

export const stringChange = {
  replace: hosted({
    resolve: signature(['string', 'string', 'string'], 'string', { required: 2 }),
    evaluator:
      () =>
      (s: string, search: string, replacement = '') =>
        search === '' ? s : s.replaceAll(search, () => replacement),
  }),
  translate: hosted({
    resolve: signature(['string', 'string', 'string'], 'string'),
    evaluator: () => translate,
  }),
  repeat: hosted({ resolve: signature(['string', 'int32'], 'string'), evaluator: () => repeat, raises: true }),
  space: hosted({
    resolve: signature(['int32'], 'string'),
    evaluator: () => (n: number) => repeat(' ', n),
    raises: true,
  }),
  quote: hosted({ resolve: signature(['string'], 'string'), evaluator: () => quote }),
} satisfies Record<string, ScalarFunction>
