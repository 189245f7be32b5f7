import { isObjectType, type TypeName, typeParts } from '@millrace/columns'
import { coerce, comparisonType, expectArguments, mismatch } from '../../analyse/coercion.ts'
import { isFloating } from '../../analyse/type-classes.ts'
import type { TypedCall, TypedExpression } from '../../plan/typed-expression.ts'
import { compareBytes } from '../entries.ts'
import { anyNullable, type Resolved, type ScalarFunction } from '../function.ts'
import { isText } from '../generator.ts'
import { hostComparator } from '../host-compare.ts'
import { emitHost } from '../hosted.ts'
import { emitTextFunction } from '../text-function.ts'

/** Whether values of the type have an order; maps are not even compared for equality, calendar intervals only for that. */
export function isOrderable(type: TypeName): boolean {
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'list':
      return isOrderable(parts.element)
    case 'struct':
      return parts.members.every(m => isOrderable(m.type))
    case 'map':
      return false
    default:
      return type !== 'interval'
  }
}

const hasMap = (type: TypeName): boolean => /\bmap</.test(type)

function resolve(args: readonly TypedExpression[], name: string): Resolved {
  expectArguments(name, args, 2)
  const type = comparisonType(args[0], args[1])
  const equality = name === 'eq' || name === 'neq' || name === 'equalNullSafe'
  if (type === undefined || hasMap(type) || (!equality && !isOrderable(type))) {
    throw mismatch(name, args, 'two values of comparable types')
  }
  return { args: args.map(a => coerce(a, type)), type: 'boolean', nullable: anyNullable(args) }
}

/** A comparison of two expressions. */
export const compared = (name: string, a: TypedExpression, b: TypedExpression): TypedCall => ({
  kind: 'call',
  name,
  ...resolve([a, b], name),
})

function comparing(operator: string, holds: (order: number) => boolean): ScalarFunction {
  return {
    resolve,
    emit(call, g) {
      const [{ type }] = call.args
      if (isText(type)) {
        return emitTextFunction(g, call.args, 'boolean', ([a, b]) =>
          holds(compareBytes(a as Uint8Array, b as Uint8Array)),
        )
      }
      if (isObjectType(type)) {
        const compare = hostComparator(type)
        return emitHost(g, call.args, 'boolean', (a, b) => holds(compare(a, b)))
      }
      return g.strict(call.args, 'boolean', ([a, b]) =>
        isFloating(type)
          ? `${g.constants.helpers}.compareDoubles(${a.value}, ${b.value}) ${operator} 0`
          : `${a.value} ${operator} ${b.value}`,
      )
    },
  }
}

const eq = comparing('===', order => order === 0)

/** `=`, `<>`, `<`, `<=`, `>`, `>=`: null when a side is null; strings by their bytes. */
export const comparison = {
  eq,
  neq: comparing('!==', order => order !== 0),
  lt: comparing('<', order => order < 0),
  lte: comparing('<=', order => order <= 0),
  gt: comparing('>', order => order > 0),
  gte: comparing('>=', order => order >= 0),
  /** `<=>`: a null equals a null and nothing else. */
  equalNullSafe: {
    resolve: (args, name) => ({ ...resolve(args, name), nullable: false }),
    emit(call, g) {
      const equal = eq.emit(call, g)
      const [a, b] = call.args.map(arg => g.emitIsNull(arg))
      const bothNull = a === 'false' || b === 'false' ? 'false' : `(${a}) && (${b})`
      return {
        value: equal.isNull === 'false' ? equal.value : `(${equal.isNull} ? ${bothNull} : ${equal.value})`,
        isNull: 'false',
      }
    },
  },
  between: {
    resolve(args, name) {
      expectArguments(name, args, 3)
      const bounds = [compared('gte', args[0], args[1]), compared('lte', args[0], args[2])]
      return { name: 'and', args: bounds, type: 'boolean', nullable: anyNullable(bounds) }
    },
    emit: () => rewritten('between'),
  },
} satisfies Record<string, ScalarFunction>

/** For functions that resolve to another one. */
export function rewritten(name: string): never {
  throw new Error(`${name} is computed by the function that it resolves to.`)
}
