import type { TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { typedText } from '../plan/expression-text.ts'
import type { TypedExpression } from '../plan/typed-expression.ts'

const NUMERIC: readonly TypeName[] = ['int16', 'int32', 'int64', 'double']

export const isNumeric = (type: TypeName): boolean => NUMERIC.includes(type)
export const isInteger = (type: TypeName): boolean => type !== 'double' && isNumeric(type)

/** True for a bare NULL, which takes whatever type its place asks for. */
export const isVoid = (e: TypedExpression): boolean => e.kind === 'literal' && e.value === null

/** Spark's error for an argument of the wrong type. */
export function mismatch(name: string, args: readonly TypedExpression[], expected: string): MillraceError {
  const sql = typedText({ kind: 'call', name, args, type: 'boolean', nullable: true })
  const types = args.map(a => (isVoid(a) ? 'void' : a.type)).join(', ')
  return new MillraceError(
    'MILLRACE_ANALYSIS',
    `[DATATYPE_MISMATCH] Cannot resolve "${sql}" due to data type mismatch: expected ${expected}, got (${types}).`,
  )
}

/** Spark's error for a wrong number of arguments. */
export function expectArguments(name: string, args: readonly TypedExpression[], from: number, to = from): void {
  if (args.length >= from && args.length <= to) return
  const expected = from === to ? `${from}` : to === Infinity ? `at least ${from}` : `${from} to ${to}`
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `[WRONG_NUM_ARGS] The \`${name}\` requires ${expected} parameters but the actual number is ${args.length}.`,
  )
}

/** The narrowest type that both widen to without a cast that can fail, or undefined. */
function widest(a: TypeName, b: TypeName): TypeName | undefined {
  if (a === b) return a
  if (isNumeric(a) && isNumeric(b)) return NUMERIC[Math.max(NUMERIC.indexOf(a), NUMERIC.indexOf(b))]
  if ((a === 'date' && b === 'timestamp') || (a === 'timestamp' && b === 'date')) return 'timestamp'
  return undefined
}

/** ANSI mode: a string beside another type is read as that type; beside a short integer as int64. */
function withString(other: TypeName): TypeName {
  return isInteger(other) ? 'int64' : other
}

/** The type in which the expressions can be compared or be values of one column, or undefined when there is none. */
export function commonType(expressions: readonly TypedExpression[]): TypeName | undefined {
  let common: TypeName | undefined
  for (const e of expressions) {
    if (isVoid(e)) continue
    if (common === undefined) common = e.type
    else if (common === 'string' && e.type !== 'string') common = withString(e.type)
    else if (e.type === 'string' && common !== 'string') common = withString(common)
    else {
      const wider = widest(common, e.type)
      if (wider === undefined) return undefined
      common = wider
    }
  }
  return common ?? 'string'
}

/** The expression as `type`, through a cast where it has another. */
export function coerce(e: TypedExpression, type: TypeName): TypedExpression {
  if (isVoid(e)) return { kind: 'literal', type, value: null, nullable: true }
  if (e.type === type) return e
  return { kind: 'cast', type, nullable: e.nullable, arg: e }
}
