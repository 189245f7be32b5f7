import { type TypeName, typeParts } from '@millrace/columns'
import { coerce, expectArguments, isVoid, mismatch } from '../../analyse/coercion.ts'
import { isAnsiInterval, isNumeric } from '../../analyse/type-classes.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'

/** True for types whose values have an order: maps and calendar intervals have none, nor has what contains them. */
export function isOrderable(type: TypeName): boolean {
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'map':
      return false
    case 'list':
      return isOrderable(parts.element)
    case 'struct':
      return parts.members.every(m => isOrderable(m.type))
    default:
      return type !== 'interval'
  }
}

/** The argument as a number: strings and bare nulls are read as doubles; `intervals` are let through where the function takes them. */
export function numeric(
  e: TypedExpression,
  name: string,
  args: readonly TypedExpression[],
  intervals = false,
): TypedExpression {
  if (isVoid(e) || e.type === 'string') return coerce(e, 'double')
  if (isNumeric(e.type) || (intervals && isAnsiInterval(e.type))) return e
  throw mismatch(name, args, intervals ? 'numeric or an ANSI interval' : 'numeric')
}

/** The one numeric argument of a function. Sums and means take intervals too, and timestamps as seconds since 1970. */
export function numericArgument(args: readonly TypedExpression[], name: string, sums = false): TypedExpression {
  expectArguments(name, args, 1)
  const [arg] = args
  return sums && arg.type === 'timestamp' ? coerce(arg, 'double') : numeric(arg, name, args, sums)
}

/** Numeric arguments as doubles. */
export const doubles = (args: readonly TypedExpression[], name: string): TypedExpression[] =>
  args.map(a => coerce(numeric(a, name, args), 'double'))
