/** Whether a string has characters that UTF-16 writes as two units. */
const hasPairs = (s: string): boolean => /[\ud800-\udbff]/.test(s)

/** Number of code points, which is what Spark calls characters. */
export function countCodePoints(s: string): number {
  if (!hasPairs(s)) return s.length
  let n = 0
  for (const _ of s) n++
  return n
}

/** The code points as strings. */
export const codePointsOf = (s: string): string[] => (hasPairs(s) ? Array.from(s) : s.split(''))

/** The code points from `from` up to `to`, both counted from 0 and kept inside the string. */
export function sliceCodePoints(s: string, from: number, to: number): string {
  if (to <= from) return ''
  if (!hasPairs(s)) return s.slice(Math.max(from, 0), Math.max(to, 0))
  return Array.from(s).slice(Math.max(from, 0), Math.max(to, 0)).join('')
}

/** Number of code points before a UTF-16 index. */
export const codePointIndex = (s: string, index: number): number => countCodePoints(s.slice(0, index))

/** The UTF-16 index of the code point of this number, counted from 0; the string's length when there are fewer. */
export function unitIndex(s: string, codePoint: number): number {
  if (!hasPairs(s)) return Math.min(codePoint, s.length)
  let at = 0
  for (let n = 0; n < codePoint && at < s.length; n++) at += s.codePointAt(at)! > 0xffff ? 2 : 1
  return at
}
