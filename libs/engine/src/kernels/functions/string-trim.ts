import { hosted } from '../hosted.ts'
import { codePointsOf } from './code-points.ts'
import { signature } from './signature.ts'

/** Without the characters of `set` at the sides asked for. */
function trimmed(s: string, set: string, left: boolean, right: boolean): string {
  const characters = new Set(codePointsOf(set))
  const points = codePointsOf(s)
  let from = 0
  let to = points.length
  if (left) while (from < to && characters.has(points[from])) from++
  if (right) while (to > from && characters.has(points[to - 1])) to--
  return points.slice(from, to).join('')
}

/** Blanks are trimmed unless characters are given; with two arguments Spark takes those characters first. */
const trimmer = (left: boolean, right: boolean, charactersFirst: boolean) =>
  hosted({
    resolve: signature(['string', 'string'], 'string', { required: 1 }),
    evaluator: () => (a: string, b?: string) => {
      if (b === undefined) return trimmed(a, ' ', left, right)
      return charactersFirst ? trimmed(b, a, left, right) : trimmed(a, b, left, right)
    },
  })

/** `trim([characters,] string)` and its sides, `btrim(string [, characters])`. */
export const stringTrim = {
  trim: trimmer(true, true, true),
  ltrim: trimmer(true, false, true),
  rtrim: trimmer(false, true, true),
  btrim: trimmer(true, true, false),
}
