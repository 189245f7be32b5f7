import type { TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { typedText } from '../plan/expression-text.ts'
import { sqlName } from '../plan/sql-name.ts'
import { sqlType } from '../plan/sql-type.ts'
import type { TypedExpression } from '../plan/typed-expression.ts'

const OPERATORS: readonly string[] =
  'add subtract multiply divide div mod eq neq lt lte gt gte equalNullSafe and or bitwiseAnd bitwiseOr bitwiseXor'.split(
    ' ',
  )
/** Functions whose arguments are all of one type. */
const ALIKE: readonly string[] = ['coalesce', 'in', 'array', 'greatest', 'least', 'nvl', 'ifnull', 'nvl2', 'when', 'if']

const quoted = (type: TypeName): string => `"${sqlType(type)}"`

const failed = (errorClass: string, name: string, args: readonly TypedExpression[], problem: string): MillraceError =>
  new MillraceError(
    'MILLRACE_ANALYSIS',
    `[DATATYPE_MISMATCH.${errorClass}] Cannot resolve "${typedText({ kind: 'call', name, args, type: 'boolean', nullable: true })}" due to data type mismatch: ${problem}.`,
  )

/** Spark's error for arguments of types that do not fit; `expected` says which would. */
export function mismatch(name: string, args: readonly TypedExpression[], expected: string): MillraceError {
  const types = args.map(a => quoted(a.type))
  if (OPERATORS.includes(name) && args.length === 2) {
    return types[0] === types[1]
      ? failed('BINARY_OP_WRONG_TYPE', name, args, `the binary operator requires ${expected}, not ${types[0]}`)
      : failed(
          'BINARY_OP_DIFF_TYPES',
          name,
          args,
          `the left and right operands of the binary operator have incompatible types (${types.join(' and ')})`,
        )
  }
  if (ALIKE.includes(name)) {
    const list = [...new Set(name === 'when' ? valuesOfCase(types) : types)].join(' or ')
    return failed(
      'DATA_DIFF_TYPES',
      name,
      args,
      `Input to \`${name === 'when' ? 'casewhen' : sqlName(name)}\` should all be the same type, but it's (${list})`,
    )
  }
  return failed('UNEXPECTED_INPUT_TYPE', name, args, `expected ${expected}, got (${types.join(', ')})`)
}

/** Of conditions and values in turns, and at the end the value for none of them, the values. */
const valuesOfCase = <T>(all: readonly T[]): T[] => all.filter((_, i) => i % 2 === 1 || i === all.length - 1)

const PLACES = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth']

/** Spark's error for an argument of another type than its parameter's. */
export function unexpectedArgument(
  name: string,
  args: readonly TypedExpression[],
  index: number,
  expected: string,
): MillraceError {
  const place = PLACES[index] ?? `${index + 1}th`
  const problem = `The ${place} parameter requires the ${expected} type, however "${typedText(args[index])}" has the type ${quoted(args[index].type)}`
  return failed('UNEXPECTED_INPUT_TYPE', name, args, problem)
}

/** Types that a parameter takes, as Spark's messages name them. */
export const typeList = (types: readonly TypeName[]): string =>
  types.length === 1 ? quoted(types[0]) : `(${types.map(quoted).join(' or ')})`

/** Spark's error for a wrong number of arguments. */
export function expectArguments(name: string, args: readonly TypedExpression[], from: number, to = from): void {
  if (args.length >= from && args.length <= to) return
  const expected = from === to ? `${from}` : to === Infinity ? `> ${from - 1}` : `${from} to ${to}`
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `[WRONG_NUM_ARGS.WITHOUT_SUGGESTION] The \`${sqlName(name)}\` requires ${expected} parameters but the actual number is ${args.length}.`,
  )
}
