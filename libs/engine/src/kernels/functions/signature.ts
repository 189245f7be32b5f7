import { type TypeName, typeParts } from '@millrace/columns'
import { typeList, unexpectedArgument } from '../../analyse/argument-errors.ts'
import { coerce, expectArguments, isVoid } from '../../analyse/coercion.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import { anyNullable, type Resolved } from '../function.ts'

/** The types a parameter takes, the preferred one first; or a rule that gives the type an argument is cast to. */
export type Parameter = TypeName | readonly TypeName[] | ((argument: TypedExpression) => TypeName | undefined)

/** The type of a call: always the same, or made of the arguments after implicit casts. */
export type ResultType = TypeName | ((args: readonly TypedExpression[]) => TypeName)

export interface SignatureOptions {
  /** How many arguments have to be given; default all. */
  readonly required?: number
  /** What further arguments are like; default there are none. */
  readonly rest?: Parameter
  /** Whether the result can be null; default when an argument can be. */
  readonly nullable?: boolean
}

/** A type rule made of the types of the parameters, with Spark's implicit casts of ANSI mode. */
export function signature(
  parameters: readonly Parameter[],
  type: ResultType,
  { required = parameters.length, rest, nullable }: SignatureOptions = {},
): (args: readonly TypedExpression[], name: string) => Resolved {
  return (args, name) => {
    expectArguments(name, args, required, rest === undefined ? parameters.length : Infinity)
    const cast = args.map((arg, i) => {
      const accepted = (i < parameters.length ? parameters[i] : rest) as Parameter
      const to = acceptedType(arg, accepted)
      if (to === undefined) throw unexpectedArgument(name, args, i, parameterText(accepted))
      return coerce(arg, to)
    })
    return {
      args: cast,
      type: typeof type === 'function' ? type(cast) : type,
      nullable: nullable ?? anyNullable(args),
    }
  }
}

function parameterText(parameter: Parameter): string {
  if (parameter === anyList) return '"ARRAY"'
  if (parameter === anyMap) return '"MAP"'
  if (parameter === anyNumber) return '"NUMERIC"'
  if (typeof parameter === 'function') return 'another'
  return typeList(typeof parameter === 'string' ? [parameter] : parameter)
}

function acceptedType(arg: TypedExpression, parameter: Parameter): TypeName | undefined {
  if (typeof parameter === 'function') return parameter(arg)
  const types = typeof parameter === 'string' ? [parameter] : parameter
  if (isVoid(arg) || arg.type === 'void') return types[0]
  return types.includes(arg.type) ? arg.type : types.find(to => castsImplicitly(arg.type, to))
}

export const isNumericType = (type: TypeName): boolean => /^(int|float|double|decimal)/.test(type) && !isInterval(type)
export const isIntegerType = (type: TypeName): boolean => /^int(8|16|32|64)$/.test(type)
const isInterval = (type: TypeName): boolean => type.startsWith('interval')
const isMoment = (type: TypeName): boolean => type === 'date' || type === 'timestamp' || type === 'timestamp_ntz'
const isNested = (type: TypeName): boolean => /^(list|map|struct)</.test(type)

/** Whether ANSI mode casts an argument of one type to another without being asked (Spark's store assignment rules, and any string). */
export function castsImplicitly(from: TypeName, to: TypeName): boolean {
  if (from === to || from === 'void') return true
  if (isNested(from) || isNested(to)) {
    const a = typeParts(from)
    const b = typeParts(to)
    return a.kind === 'list' && b.kind === 'list' && castsImplicitly(a.element, b.element)
  }
  if (from === 'string' || to === 'string') return true
  return (isNumericType(from) && isNumericType(to)) || (isMoment(from) && isMoment(to))
}

/** Parameter of any list type. */
export const anyList: Parameter = arg => (isList(arg.type) ? arg.type : isNull(arg) ? 'list<void>' : undefined)
/** Parameter of any map type. */
export const anyMap: Parameter = arg =>
  typeParts(arg.type).kind === 'map' ? arg.type : isNull(arg) ? 'map<void,void>' : undefined
/** Parameter of any type. */
export const anyType: Parameter = arg => arg.type
/** The type that an argument has as a number; a string is read as a double. */
export const anyNumberType = (arg: TypedExpression): TypeName | undefined =>
  isNull(arg) || arg.type === 'string' ? 'double' : isNumericType(arg.type) ? arg.type : undefined
/** Parameter of any number. */
export const anyNumber: Parameter = anyNumberType

const isNull = (e: TypedExpression): boolean => isVoid(e) || e.type === 'void'

export const isList = (type: TypeName): boolean => type.startsWith('list<')

/** Type of the elements of a list type. */
export function elementType(type: TypeName): TypeName {
  const parts = typeParts(type)
  return parts.kind === 'list' ? parts.element : 'void'
}
