import { coerce, expectArguments, isVoid, mismatch } from '../../analyse/coercion.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import { anyNullable, type Resolved, type ScalarFunction } from '../function.ts'
import type { Generator, Value } from '../generator.ts'

function booleans(args: readonly TypedExpression[], name: string): Resolved {
  expectArguments(name, args, name === 'not' ? 1 : 2)
  const fits = (a: TypedExpression): boolean =>
    a.type === 'boolean' ||
    isVoid(a) ||
    (a.type === 'string' && (args.length === 1 || args.some(other => other.type === 'boolean')))
  if (!args.every(fits)) throw mismatch(name, args, 'boolean')
  return { args: args.map(a => coerce(a, 'boolean')), type: 'boolean', nullable: anyNullable(args) }
}

/** Three-valued `and` (decisive false) and `or` (decisive true). The right side is not evaluated once the left one decides. */
function junction(decisive: boolean): ScalarFunction {
  return {
    resolve: booleans,
    emit(call, g) {
      const left = g.emit(call.args[0])
      const value = g.fresh('v')
      const isNull = g.fresh('n')
      g.line(`let ${value} = ${decisive}, ${isNull} = false`)
      const undecided = `${left.isNull} || ${decisive ? '!' : ''}${left.value}`
      g.block(`if (${undecided})`, () => {
        const right = g.emit(call.args[1])
        g.block(`if (${right.isNull} || ${decisive ? '!' : ''}${right.value})`, () => {
          g.line(`${value} = ${!decisive}; ${isNull} = ${left.isNull} || ${right.isNull}`)
        })
      })
      return { value, isNull: call.nullable ? isNull : 'false' }
    },
  }
}

function nullTest(wanted: boolean): ScalarFunction {
  return {
    resolve(args, name) {
      expectArguments(name, args, 1)
      return { args, type: 'boolean', nullable: false }
    },
    emit(call, g: Generator): Value {
      const isNull = g.emitIsNull(call.args[0])
      return { value: wanted ? `(${isNull})` : `!(${isNull})`, isNull: 'false' }
    },
  }
}

export const logic = {
  and: junction(false),
  or: junction(true),
  not: { resolve: booleans, emit: (call, g) => g.strict(call.args, 'boolean', ([a]) => `!${a.value}`) },
  isNull: nullTest(true),
  isNotNull: nullTest(false),
} satisfies Record<string, ScalarFunction>
