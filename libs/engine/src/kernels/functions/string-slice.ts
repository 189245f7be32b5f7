import type { ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { codePointsOf, countCodePoints, sliceCodePoints } from './code-points.ts'
import { signature } from './signature.ts'
import { valueError } from './spark-error.ts'

const MAX_INT = 2147483647

/** SQL's substring: positions count from 1, from the end when negative; 0 is like 1. */
export function substring(s: string, position: number, length = MAX_INT): string {
  const from = position > 0 ? position - 1 : position < 0 ? countCodePoints(s) + position : 0
  return sliceCodePoints(s, from, Math.min(from + length, MAX_INT))
}

/** The same of bytes. */
export function subBinary(s: Uint8Array, position: number, length = MAX_INT): Uint8Array {
  const from = position > 0 ? position - 1 : position < 0 ? s.length + position : 0
  return s.slice(Math.max(from, 0), Math.max(from + length, 0))
}

const substringFunction = hosted({
  resolve: signature([['string', 'binary'], 'int32', 'int32'], args => args[0].type, { required: 2 }),
  evaluator: call => (call.type === 'binary' ? subBinary : substring),
})

const left = hosted({
  resolve: signature([['string', 'binary'], 'int32'], args => args[0].type),
  evaluator: call =>
    call.type === 'binary'
      ? (s: Uint8Array, n: number) => subBinary(s, 1, n)
      : (s: string, n: number) => substring(s, 1, n),
})

const right = hosted({
  resolve: signature(['string', 'int32'], 'string'),
  evaluator: () => (s: string, n: number) => (n <= 0 ? '' : substring(s, -n)),
})

/** What stands before the `count`th delimiter, or behind the one counted from the end. */
function substringIndex(s: string, delimiter: string, count: number): string {
  if (delimiter === '' || count === 0) return ''
  let at = count > 0 ? -1 : s.length
  for (let n = Math.abs(count); n > 0; n--) {
    at = count > 0 ? s.indexOf(delimiter, at + 1) : at === 0 ? -1 : s.lastIndexOf(delimiter, at - 1)
    if (at < 0) return s
  }
  return count > 0 ? s.slice(0, at) : s.slice(at + delimiter.length)
}

function overlay(s: string, replacement: string, position: number, length = -1): string {
  const removed = length >= 0 ? length : countCodePoints(replacement)
  return substring(s, 1, position - 1) + replacement + substring(s, position + removed)
}

function overlayBinary(s: Uint8Array, replacement: Uint8Array, position: number, length = -1): Uint8Array {
  const removed = length >= 0 ? length : replacement.length
  return Buffer.concat([subBinary(s, 1, position - 1), replacement, subBinary(s, position + removed)])
}

const overlayTexts = signature(['string', 'string', 'int32', 'int32'], 'string', { required: 3 })
const overlayBinaries = signature(['binary', 'binary', 'int32', 'int32'], 'binary', { required: 3 })

/** The `n`th part between delimiters, from the end when negative; empty when there is none. */
function splitPart(s: string, delimiter: string, n: number): string {
  if (n === 0) {
    throw valueError('INVALID_INDEX_OF_ZERO', 'The index 0 is invalid. An index shall be either < 0 or > 0.')
  }
  const parts = delimiter === '' ? [s] : s.split(delimiter)
  return parts.at(n > 0 ? n - 1 : n) ?? ''
}

export const stringSlice = {
  substring: substringFunction,
  substr: substringFunction,
  left,
  right,
  substringIndex: hosted({
    resolve: signature(['string', 'string', 'int32'], 'string'),
    evaluator: () => substringIndex,
  }),
  overlay: hosted({
    resolve: (args, name) =>
      args[0]?.type === 'binary' && args[1]?.type === 'binary' ? overlayBinaries(args, name) : overlayTexts(args, name),
    evaluator: call => (call.type === 'binary' ? overlayBinary : overlay),
  }),
  splitPart: hosted({
    resolve: signature(['string', 'string', 'int32'], 'string'),
    evaluator: () => splitPart,
    raises: true,
  }),
  reverse: hosted({
    resolve: signature([arg => (arg.type.startsWith('list<') ? arg.type : 'string')], args => args[0].type),
    evaluator: call =>
      call.type === 'string'
        ? (s: string) => codePointsOf(s).reverse().join('')
        : (list: readonly (string | null)[]) => list.toReversed(),
  }),
} satisfies Record<string, ScalarFunction>
