import { type HostValue, isObjectType } from '@millrace/columns'
import { coerce, commonType, expectArguments, mismatch } from '../../analyse/coercion.ts'
import type { TypedCall, TypedExpression } from '../../plan/typed-expression.ts'
import { foldConstant } from '../cast.ts'
import { anyNullable, type ScalarFunction } from '../function.ts'
import { type Generator, is64, isText, type Value } from '../generator.ts'
import { hostFromJson } from '../host-json.ts'
import { emitTextFunction } from '../text-function.ts'
import { compared } from './comparison.ts'

/** `value in (a, b, ...)`: null when the value is, or when no element equals it and one is null. */
export const membership = {
  in: {
    resolve(args, name) {
      expectArguments(name, args, 2, Infinity)
      const type = commonType(args)
      if (type === undefined) throw mismatch(name, args, 'values of one type')
      const typed = args.map(a => coerce(a, type))
      const constant = !isObjectType(type) && typed.slice(1).every(e => foldConstant(e) !== null)
      if (constant) return { args: typed, type: 'boolean', nullable: anyNullable(typed) }
      const [value, ...elements] = typed
      const { args: sides, nullable } = disjunction(elements.map(e => compared('eq', value, e)))
      return { name: 'or', args: sides, type: 'boolean', nullable }
    },
    emit(call, g) {
      const [value, ...elements] = call.args
      const { type } = value
      const constants = elements.map(e => hostFromJson(type, foldConstant(e)!.value))
      const hasNull = constants.includes(null)
      if (isText(type)) {
        const known = new Set(constants.filter(c => c !== null).map(key))
        return emitTextFunction(
          g,
          [value],
          'boolean',
          ([v]) => known.has(textKey(v as Uint8Array)) || (hasNull ? null : false),
        )
      }
      return emitSet(g, call, constants, hasNull)
    },
  },
} satisfies Record<string, ScalarFunction>

/** `or` takes two arguments; a single comparison is joined with false. */
function disjunction(comparisons: readonly TypedCall[]): TypedCall {
  const never: TypedExpression = { kind: 'literal', type: 'boolean', value: false, nullable: false }
  return comparisons.reduceRight<TypedCall>(
    (rest, c, i) => (i === comparisons.length - 1 ? orCall(c, never) : orCall(c, rest)),
    orCall(never, never),
  )
}

const orCall = (a: TypedExpression, b: TypedExpression): TypedCall => ({
  kind: 'call',
  name: 'or',
  args: [a, b],
  type: 'boolean',
  nullable: anyNullable([a, b]),
})

const key = (value: HostValue): string =>
  textKey(typeof value === 'string' ? Buffer.from(value) : (value as Uint8Array))
const textKey = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')

/** Numbers are looked up in a set, in which NaN equals NaN and -0 equals 0. */
function emitSet(g: Generator, { args: [value] }: TypedCall, constants: readonly HostValue[], hasNull: boolean): Value {
  const numbers = constants.filter(c => c !== null)
  const members = is64(value.type) && !g.exact ? numbers.map(Number).filter(Number.isSafeInteger) : numbers
  const set = g.constants.object(new Set(members))
  const found = g.strict([value], 'boolean', ([v]) => `${set}.has(${v.value})`)
  if (!hasNull) return found
  return {
    value: found.value,
    isNull: found.isNull === 'false' ? `!${found.value}` : `(${found.isNull} || !${found.value})`,
  }
}
