import { isYearMonth, type TypeName } from '@millrace/columns'
import { castText } from '../../kernels/spark-text.ts'
import type { CastNode, LiteralNode } from '../../plan/expression-node.ts'
import { analysisError, syntaxError, unsupported } from '../sql-error.ts'
import { DAY_TIME, intervalType, YEAR_MONTH } from './data-type.ts'
import type { Token } from './lexer.ts'
import { stringValue } from './string-value.ts'

export interface IntervalLiteral {
  readonly node: LiteralNode | CastNode
  readonly text: string
  /** Index of the token after it. */
  readonly next: number
}

const US: Readonly<Record<string, bigint>> = {
  WEEK: 604_800_000_000n,
  DAY: 86_400_000_000n,
  HOUR: 3_600_000_000n,
  MINUTE: 60_000_000n,
  SECOND: 1_000_000n,
  MILLISECOND: 1000n,
  MICROSECOND: 1n,
}
/** The unit of the type that a finer or coarser unit belongs to. */
const UNIT: Readonly<Record<string, string>> = { WEEK: 'DAY', MILLISECOND: 'SECOND', MICROSECOND: 'SECOND' }

const unitOf = (word: string): string | undefined => {
  const unit = word.toUpperCase().replace(/S$/, '')
  return US[unit] !== undefined || YEAR_MONTH.includes(unit) ? unit : undefined
}

/** Reads `INTERVAL ...` whose word INTERVAL is `tokens[at]`; undefined when what follows is no interval. */
export function readInterval(tokens: readonly Token[], at: number): IntervalLiteral | undefined {
  const parts: { readonly amount: string; readonly unit: string }[] = []
  let next = at + 1
  for (;;) {
    const sign = tokens[next]?.upper === '-' || tokens[next]?.upper === '+' ? tokens[next].upper : ''
    const value = tokens[next + (sign === '' ? 0 : 1)]
    if (value === undefined || (value.kind !== 'number' && value.kind !== 'string')) break
    const after = next + (sign === '' ? 1 : 2)
    const unit = tokens[after]?.kind === 'word' ? unitOf(tokens[after].upper) : undefined
    if (unit === undefined) {
      if (parts.length > 0) break
      return value.kind === 'string' && sign === '' ? wholeText(value, after) : undefined
    }
    const text = value.kind === 'string' ? stringValue(value.text) : value.text
    const to = tokens[after + 1]?.upper === 'TO' ? unitOf(tokens[after + 2]?.upper ?? '') : undefined
    if (to !== undefined) return unitToUnit(sign === '-' ? negated(text) : text, unit, to, value, after + 3)
    parts.push({ amount: `${sign === '-' ? negated(text) : text}`, unit })
    next = after + 1
  }
  return parts.length === 0 ? undefined : sum(parts, tokens[at], next)
}

const negated = (text: string): string =>
  text.trim().startsWith('-') ? text.trim().slice(1) : `-${text.trim().replace(/^\+/, '')}`

/** `INTERVAL '1 day 2 hours'` */
function wholeText(token: Token, next: number): IntervalLiteral {
  const words = stringValue(token.text)
    .trim()
    .replace(/^interval\s+/i, '')
    .split(/\s+/)
  const parts: { amount: string; unit: string }[] = []
  for (let i = 0; i + 1 < words.length; i += 2) {
    const unit = unitOf(words[i + 1])
    if (unit === undefined) throw unsupported('This form of an interval', token)
    parts.push({ amount: words[i], unit })
  }
  if (parts.length === 0 || words.length % 2 === 1) throw unsupported('This form of an interval', token)
  return sum(parts, token, next)
}

/** `INTERVAL '1-2' YEAR TO MONTH` is the text read as that type. */
function unitToUnit(text: string, from: string, to: string, token: Token, next: number): IntervalLiteral {
  const type = intervalType(from, to)
  if (type === undefined) throw syntaxError(`There is no interval from ${from} to ${to}.`, token)
  const arg: LiteralNode = { kind: 'literal', type: 'string', value: text }
  return { node: { kind: 'cast', to: type, arg }, text: `INTERVAL '${text}' ${from} TO ${to}`, next }
}

function sum(
  parts: readonly { readonly amount: string; readonly unit: string }[],
  token: Token,
  next: number,
): IntervalLiteral {
  const units = parts.map(p => UNIT[p.unit] ?? p.unit)
  const family = units.every(u => YEAR_MONTH.includes(u)) ? YEAR_MONTH : DAY_TIME
  if (!units.every(u => family.includes(u))) throw unsupported('An interval of months and of days', token)
  const sorted = [...new Set(units)].sort((a, b) => family.indexOf(a) - family.indexOf(b))
  const type = intervalType(sorted[0], sorted.at(-1)!)!
  let total = 0n
  for (const { amount, unit } of parts) total += amountOf(amount, unit, token)
  if (BigInt.asIntN(isYearMonth(type) ? 32 : 64, total) !== total) {
    throw analysisError('[INTERVAL_ARITHMETIC_OVERFLOW] The interval is too long.', token)
  }
  const value = isYearMonth(type) ? Number(total) : total
  return { node: literalOf(type, value), text: castText(type)(value), next }
}

const literalOf = (type: TypeName, value: number | bigint): LiteralNode => ({
  kind: 'literal',
  type,
  value: typeof value === 'bigint' ? String(value) : value,
})

/** Months or microseconds. */
function amountOf(amount: string, unit: string, token: Token): bigint {
  const [, sign, whole, fraction = ''] = /^\s*([+-]?)(\d*)(?:\.(\d{1,9}))?\s*$/.exec(amount) ?? []
  if (whole === undefined || (whole === '' && fraction === '') || (fraction !== '' && unit !== 'SECOND')) {
    throw syntaxError(`"${amount}" is not a number of ${unit.toLowerCase()}s.`, token)
  }
  const count = BigInt(whole === '' ? 0 : whole)
  const scaled =
    unit === 'YEAR'
      ? count * 12n
      : unit === 'MONTH'
        ? count
        : count * US[unit] + BigInt(fraction.padEnd(6, '0').slice(0, 6))
  return sign === '-' ? -scaled : scaled
}
