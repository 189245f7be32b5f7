import { coerce, commonType, expectArguments, mismatch } from '../../analyse/coercion.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import { compareBytes } from '../entries.ts'
import { anyNullable, type Resolved, type ScalarFunction } from '../function.ts'
import { isText } from '../generator.ts'
import { emitTextFunction } from '../text-function.ts'

function resolve(args: readonly TypedExpression[], name: string): Resolved {
  expectArguments(name, args, 2)
  const type = commonType(args)
  if (type === undefined) throw mismatch(name, args, 'two values of comparable types')
  return { args: args.map(a => coerce(a, type)), type: 'boolean', nullable: anyNullable(args) }
}

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
      return g.strict(call.args, 'boolean', ([a, b]) =>
        type === 'double'
          ? `${g.constants.helpers}.compareDoubles(${a.value}, ${b.value}) ${operator} 0`
          : `${a.value} ${operator} ${b.value}`,
      )
    },
  }
}

/** `=`, `<>`, `<`, `<=`, `>`, `>=`: null when a side is null; strings by their bytes. */
export const comparison = {
  eq: comparing('===', order => order === 0),
  neq: comparing('!==', order => order !== 0),
  lt: comparing('<', order => order < 0),
  lte: comparing('<=', order => order <= 0),
  gt: comparing('>', order => order > 0),
  gte: comparing('>=', order => order >= 0),
} satisfies Record<string, ScalarFunction>
