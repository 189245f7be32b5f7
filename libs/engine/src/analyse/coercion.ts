import { listType, structType, type TypeName, typeParts } from '@millrace/columns'
import type { TypedExpression } from '../plan/typed-expression.ts'
import { widerType } from './common-type.ts'
import { operandShape, widerDecimal } from './decimal-types.ts'
import { isDecimal, isFloating, isInteger } from './type-classes.ts'

export { expectArguments, mismatch } from './argument-errors.ts'
export { isDecimal, isInteger, isNumeric } from './type-classes.ts'

/** True for a NULL of no type, which takes whatever type its place asks for. */
export const isVoid = (e: TypedExpression): boolean => e.type === 'void'

/** The type in which the expressions can be values of one column, or undefined when there is none; void when all are. */
export function commonType(expressions: readonly TypedExpression[]): TypeName | undefined {
  let common: TypeName | undefined = 'void'
  for (const e of expressions) {
    if (common !== undefined) common = widerType(common, e.type)
  }
  return common
}

/** The type in which two expressions are compared: a decimal beside an integer that is written out stays as short as it can. */
export function comparisonType(a: TypedExpression, b: TypedExpression): TypeName | undefined {
  if ((isDecimal(a.type) && isInteger(b.type)) || (isDecimal(b.type) && isInteger(a.type))) {
    return widerDecimal(operandShape(a)!, operandShape(b)!)
  }
  return commonType([a, b]) ?? widerType(a.type, namedAs(b.type, a.type))
}

/** A struct type with the names of members of another one; structs are compared member by member, whatever they are called. */
function namedAs(type: TypeName, model: TypeName): TypeName {
  const a = typeParts(type)
  const b = typeParts(model)
  if (a.kind === 'list' && b.kind === 'list') return listType(namedAs(a.element, b.element))
  if (a.kind !== 'struct' || b.kind !== 'struct' || a.members.length !== b.members.length) return type
  return structType(a.members.map((m, i) => ({ name: b.members[i].name, type: namedAs(m.type, b.members[i].type) })))
}

/** The expression as `type`, through a cast where it has another. */
export function coerce(e: TypedExpression, type: TypeName): TypedExpression {
  if (e.type === type) return e
  if (e.kind === 'literal' && e.value === null) return { kind: 'literal', type, value: null, nullable: true }
  return { kind: 'cast', type, nullable: e.nullable || (isFloating(e.type) && isDecimal(type)), arg: e }
}
