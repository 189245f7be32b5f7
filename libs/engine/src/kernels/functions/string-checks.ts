import type { ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { codePointsOf } from './code-points.ts'
import { signature } from './signature.ts'
import { valueError } from './spark-error.ts'

/** Fewest insertions, deletions and replacements; -1 when they are more than `threshold`. */
function levenshtein(a: string, b: string, threshold?: number): number {
  const x = codePointsOf(a)
  const y = codePointsOf(b)
  let row = Array.from({ length: y.length + 1 }, (_, j) => j)
  for (let i = 1; i <= x.length; i++) {
    const next = [i]
    for (let j = 1; j <= y.length; j++) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (x[i - 1] === y[j - 1] ? 0 : 1))
    }
    row = next
  }
  return threshold !== undefined && row[y.length] > threshold ? -1 : row[y.length]
}

/** Digits of the letters A to Z; 7 for vowels, which divide equal digits, 8 for H and W, which do not. */
const SOUNDEX = '71237128722455712623718272'
const soundexCode = (c: string): string => SOUNDEX[c.charCodeAt(0) - 65] ?? ''

/** American Soundex; what does not begin with an ASCII letter stays as it is. */
function soundex(s: string): string {
  if (!/^[a-zA-Z]/.test(s)) return s
  const letters = s.replace(/[a-z]/g, c => c.toUpperCase())
  let out = letters[0]
  let last = soundexCode(letters[0])
  for (const c of letters.slice(1)) {
    const code = /[A-Z]/.test(c) ? soundexCode(c) : '7'
    if (code < '7' && code !== last) out += code
    if (out.length === 4) break
    if (code !== '8') last = code
  }
  return out.padEnd(4, '0')
}

function luhn(digits: string): boolean {
  if (!/^\d+$/.test(digits)) return false
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 === 1 ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
  }
  return sum % 10 === 0
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Functions of whether bytes are UTF-8; binaries are not cast before, which would mend them. */
function utf8<T extends boolean | string | null>(
  type: 'boolean' | 'string',
  of: (bytes: Uint8Array) => T,
): ScalarFunction {
  return hosted({
    resolve: (args, name) => ({
      ...signature([['string', 'binary']], type)(args, name),
      nullable: type === 'string' || args[0].nullable,
    }),
    raises: true,
    evaluator: () => (value: string | Uint8Array) => of(typeof value === 'string' ? Buffer.from(value) : value),
  })
}

export const stringChecks = {
  levenshtein: hosted({
    resolve: signature(['string', 'string', 'int32'], 'int32', { required: 2 }),
    evaluator: () => levenshtein,
  }),
  soundex: hosted({ resolve: signature(['string'], 'string'), evaluator: () => soundex }),
  luhnCheck: hosted({ resolve: signature(['string'], 'boolean'), evaluator: () => luhn }),
  isValidUtf8: utf8('boolean', isUtf8),
  makeValidUtf8: utf8('string', bytes => decoder.decode(bytes)),
  validateUtf8: utf8('string', bytes => {
    if (isUtf8(bytes)) return decoder.decode(bytes)
    throw valueError(
      'INVALID_UTF8_STRING',
      `Invalid UTF8 byte sequence found in string: ${Buffer.from(bytes).toString('hex')}.`,
    )
  }),
  tryValidateUtf8: utf8('string', bytes => (isUtf8(bytes) ? decoder.decode(bytes) : null)),
} satisfies Record<string, ScalarFunction>
