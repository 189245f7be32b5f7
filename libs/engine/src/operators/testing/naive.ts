import { MillraceError } from '@millrace/errors'
import { literalValue } from '../../api/literal.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import type { Value } from './columns.ts'

/** A row with integers as BigInt whatever their width, so that nothing is rounded. */
export type NaiveRow = Readonly<Record<string, Value>>

const LIMITS: Readonly<Record<string, number>> = { int16: 16, int32: 32, int64: 64, timestamp: 64 }

const fail = (): never => {
  throw new MillraceError('MILLRACE_ARITHMETIC', 'out of range')
}

/** Order of two values of one type as Spark defines it. */
export function naiveCompare(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  if (typeof a === 'number' && typeof b === 'number') {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    return a < b ? -1 : a > b ? 1 : 0
  }
  return a! < b! ? -1 : a! > b! ? 1 : 0
}

/** Evaluates an expression on one row, slowly and plainly. */
export function naiveEvaluate(e: TypedExpression, row: NaiveRow): Value {
  if (e.kind === 'column') return row[e.name]
  if (e.kind === 'literal') {
    const value = literalValue(e.type, e.value)
    if (value instanceof Uint8Array) return Buffer.from(value).toString()
    return typeof value === 'number' && e.type in LIMITS ? BigInt(value) : value
  }
  if (e.kind === 'cast') {
    const value = naiveEvaluate(e.arg, row)
    if (value === null) return null
    if (e.type === 'double') return Number(value)
    if (e.type === 'string') return String(value)
    return value
  }
  if (e.kind !== 'call') throw new Error(`no plain value of ${e.kind} on one row`)
  const arg = (i: number): Value => naiveEvaluate(e.args[i], row)
  switch (e.name) {
    case 'and':
    case 'or': {
      const decisive = e.name === 'or'
      if (arg(0) === decisive || arg(1) === decisive) return decisive
      return arg(0) === null || arg(1) === null ? null : !decisive
    }
    case 'isNull':
      return arg(0) === null
    case 'isNotNull':
      return arg(0) !== null
    case 'coalesce': {
      for (const a of e.args) {
        const value = naiveEvaluate(a, row)
        if (value !== null) return value
      }
      return null
    }
    case 'when': {
      for (let i = 0; i + 1 < e.args.length; i += 2) if (arg(i) === true) return arg(i + 1)
      return e.args.length % 2 === 1 ? arg(e.args.length - 1) : null
    }
  }
  const values: Value[] = []
  for (const a of e.args) {
    // After a null, later arguments are not evaluated: they raise no error.
    const value = naiveEvaluate(a, row)
    if (value === null) return null
    values.push(value)
  }
  return strict(e.name, e.type, values)
}

function strict(name: string, type: string, [a, b]: Value[]): Value {
  const order = (): number => naiveCompare(a, b)
  switch (name) {
    case 'not':
      return !a
    case 'eq':
      return order() === 0
    case 'neq':
      return order() !== 0
    case 'lt':
      return order() < 0
    case 'lte':
      return order() <= 0
    case 'gt':
      return order() > 0
    case 'gte':
      return order() >= 0
    case 'concat':
      return `${a}${b}`
    case 'length':
      return BigInt([...String(a)].length)
    case 'divide':
      return b === 0 ? fail() : Number(a) / Number(b)
    default:
      return arithmetic(name, type, a, b)
  }
}

function arithmetic(name: string, type: string, a: Value, b: Value): Value {
  if (type === 'double') {
    const [x, y] = [Number(a), Number(b)]
    return name === 'add' ? x + y : name === 'subtract' ? x - y : x * y
  }
  const [x, y] = [a as bigint, b as bigint]
  const result = name === 'add' ? x + y : name === 'subtract' ? x - y : x * y
  return BigInt.asIntN(LIMITS[type], result) === result ? result : fail()
}
