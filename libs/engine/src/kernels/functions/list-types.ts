import { listType, type TypeName } from '@millrace/columns'
import { coerce, expectArguments, mismatch } from '../../analyse/coercion.ts'
import { tightestCommonType, widerType } from '../../analyse/common-type.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import { anyNullable, type Resolved } from '../function.ts'
import { elementType, isList, signature } from './signature.ts'

/** The type that elements of both become, without reading strings as something else. */
export function commonElement(a: TypeName, b: TypeName): TypeName | undefined {
  return tightestCommonType(a, b) ?? (a === 'string' || b === 'string' ? undefined : widerType(a, b))
}

/** The list (`void` counts as one of nothing) as a list type, or undefined. */
const listOf = (type: TypeName): TypeName | undefined =>
  isList(type) ? type : type === 'void' ? listType('void') : undefined

/** What calls of a list at `list` and an element at `element` are: both of one type. */
export function listAndElement(
  type: (list: TypeName) => TypeName,
  nullable?: boolean,
): (args: readonly TypedExpression[], name: string) => Resolved {
  return (args, name) => {
    expectArguments(name, args, 2)
    const list = listOf(args[0].type)
    const element = list && commonElement(elementType(list), args[1].type)
    if (element === undefined) throw mismatch(name, args, 'a list and a value of its element type')
    const wider = listType(element)
    return {
      args: [coerce(args[0], wider), coerce(args[1], element)],
      type: type(wider),
      nullable: nullable ?? anyNullable(args),
    }
  }
}

/** What calls of two lists are: both of one type. */
export function twoLists(
  type: (list: TypeName) => TypeName,
  nullable?: boolean,
): (args: readonly TypedExpression[], name: string) => Resolved {
  return (args, name) => {
    expectArguments(name, args, 2)
    const [a, b] = args.map(arg => listOf(arg.type))
    const element = a && b && commonElement(elementType(a), elementType(b))
    if (element === undefined) throw mismatch(name, args, 'two lists of one type')
    const wider = listType(element)
    return { args: args.map(arg => coerce(arg, wider)), type: type(wider), nullable: nullable ?? anyNullable(args) }
  }
}

/** The rule of a signature for results that may be null although no argument is. */
export function nullableSignature(...rule: Parameters<typeof signature>): ReturnType<typeof signature> {
  return signature(rule[0], rule[1], { ...rule[2], nullable: true })
}
