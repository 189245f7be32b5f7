import type { HostValue, TypeName } from '@millrace/columns'
import { unexpectedArgument } from '../../analyse/argument-errors.ts'
import { coerce, commonType, expectArguments, isNumeric, isVoid, mismatch } from '../../analyse/coercion.ts'
import { isFloating } from '../../analyse/type-classes.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import type { Resolved, ScalarFunction } from '../function.ts'
import { type Generator, isText, type Value } from '../generator.ts'
import { hostComparator } from '../host-compare.ts'
import { hosted } from '../hosted.ts'
import { TextUnion } from '../text-union.ts'
import { compared, isOrderable, rewritten } from './comparison.ts'

/** Variables that take the value of whichever branch is evaluated; strings of different dictionaries meet in a new one. */
class Result {
  readonly #g: Generator
  readonly #value: string
  readonly #isNull: string
  readonly #union: { readonly object: TextUnion; readonly text: string } | null
  readonly #dictionaries: string[] = []

  constructor(g: Generator, type: TypeName) {
    this.#g = g
    this.#value = g.fresh('v')
    this.#isNull = g.fresh('n')
    const object = isText(type) ? new TextUnion() : null
    this.#union = object === null ? null : { object, text: g.constants.object(object) }
    g.line(`let ${this.#value} = ${g.zero(type)}, ${this.#isNull} = true`)
  }

  assign(branch: Value): void {
    if (branch.isNull === 'true') return
    let text = branch.value
    if (this.#union !== null)
      text = `${this.#union.text}.id(${this.#dictionaries.push(branch.dictionary!) - 1}, ${text})`
    const assignment = `${this.#value} = ${text}; ${this.#isNull} = false`
    this.#g.line(branch.isNull === 'false' ? assignment : `if (!(${branch.isNull})) { ${assignment} }`)
  }

  done(nullable: boolean): Value {
    if (this.#union !== null) this.#g.setup.push(`${this.#union.text}.begin(${this.#dictionaries.join(', ')})`)
    return {
      value: this.#value,
      isNull: nullable ? this.#isNull : 'false',
      dictionary: this.#union === null ? undefined : `${this.#union.text}.dictionary`,
    }
  }

  get isNull(): string {
    return this.#isNull
  }
}

const isElse = (args: readonly TypedExpression[], i: number): boolean => i === args.length - 1 && i % 2 === 0

/** A function that is another one over other arguments. */
function rewrite(count: number, to: (args: readonly TypedExpression[]) => Resolved): ScalarFunction {
  return {
    resolve(args, name) {
      expectArguments(name, args, count)
      return to(args)
    },
    emit: call => rewritten(call.name),
  }
}

const whenCall = (args: readonly TypedExpression[]): Resolved => ({
  name: 'when',
  ...conditional.when.resolve(args, 'when'),
})
const coalesceCall = (args: readonly TypedExpression[]): Resolved => ({
  name: 'coalesce',
  ...conditional.coalesce.resolve(args, 'coalesce'),
})

const zero: TypedExpression = { kind: 'literal', type: 'int32', value: 0, nullable: false }
const nullOf = (type: TypeName): TypedExpression => ({ kind: 'literal', type, value: null, nullable: true })
const notNull = (arg: TypedExpression): TypedExpression => ({
  kind: 'call',
  name: 'isNotNull',
  args: [arg],
  type: 'boolean',
  nullable: false,
})

/** The largest (1) or smallest (-1) of the arguments that are not null. */
function extreme(sign: 1 | -1): ScalarFunction {
  return hosted({
    nulls: 'seen',
    resolve(args, name) {
      expectArguments(name, args, 2, Infinity)
      const type = commonType(args)
      if (type === undefined || !isOrderable(type)) throw mismatch(name, args, 'values of one type that has an order')
      return { args: args.map(a => coerce(a, type)), type, nullable: args.every(a => a.nullable) }
    },
    evaluator(call) {
      const compare = hostComparator(call.type)
      return (...values: HostValue[]) => {
        let best: HostValue = null
        for (const v of values) if (v !== null && (best === null || compare(v, best) * sign > 0)) best = v
        return best
      }
    },
  })
}

export const conditional = {
  when: {
    resolve(args, name) {
      expectArguments(name, args, 2, Infinity)
      const isValue = (i: number): boolean => i % 2 === 1 || isElse(args, i)
      const values = args.filter((_, i) => isValue(i))
      const conditions = args.filter((_, i) => !isValue(i))
      const wrong = conditions.find(c => c.type !== 'boolean' && !isVoid(c))
      if (wrong !== undefined) throw unexpectedArgument(name, args, args.indexOf(wrong), '"BOOLEAN"')
      const type = commonType(values)
      if (type === undefined) throw mismatch(name, args, 'branches of one type')
      const nullable = args.length % 2 === 0 || values.some(v => v.nullable)
      return { args: args.map((a, i) => coerce(a, isValue(i) ? type : 'boolean')), type, nullable }
    },
    emit(call, g) {
      const result = new Result(g, call.type)
      const branch = (i: number): void => {
        if (isElse(call.args, i)) {
          result.assign(g.emit(call.args[i]))
          return
        }
        const condition = g.emit(call.args[i])
        g.block(`if (!(${condition.isNull}) && ${condition.value})`, () => result.assign(g.emit(call.args[i + 1])))
        if (i + 2 < call.args.length) g.block('else', () => branch(i + 2))
      }
      branch(0)
      return result.done(call.nullable)
    },
  },
  coalesce: {
    resolve(args, name) {
      expectArguments(name, args, 1, Infinity)
      const type = commonType(args)
      if (type === undefined) throw mismatch(name, args, 'values of one type')
      return { args: args.map(a => coerce(a, type)), type, nullable: args.every(a => a.nullable) }
    },
    emit(call, g) {
      const result = new Result(g, call.type)
      const next = (i: number): void => {
        result.assign(g.emit(call.args[i]))
        if (i + 1 < call.args.length) g.block(`if (${result.isNull})`, () => next(i + 1))
      }
      next(0)
      return result.done(call.nullable)
    },
  },
  if: rewrite(3, ([condition, a, b]) => whenCall([condition, a, b])),
  nvl: rewrite(2, args => coalesceCall(args)),
  ifnull: rewrite(2, args => coalesceCall(args)),
  nvl2: rewrite(3, ([a, b, c]) => whenCall([notNull(a), b, c])),
  nullif: rewrite(2, ([a, b]) => whenCall([compared('eq', a, b), nullOf(a.type), a])),
  nullifzero: rewrite(1, ([a]) => whenCall([compared('eq', a, zero), nullOf(a.type), a])),
  zeroifnull: rewrite(1, ([a]) => coalesceCall([a, zero])),
  /** The first argument unless it is NaN. */
  nanvl: {
    resolve(args, name) {
      expectArguments(name, args, 2)
      const type = args.every(a => a.type === 'float') ? 'float' : 'double'
      if (args.some(a => !isNumeric(a.type) && a.type !== 'string' && !isVoid(a))) throw mismatch(name, args, 'numbers')
      return { args: args.map(a => coerce(a, type)), type, nullable: args.some(a => a.nullable) }
    },
    emit(call, g) {
      const result = new Result(g, call.type)
      const first = g.emit(call.args[0])
      g.block(`if (!(${first.isNull}))`, () => {
        g.block(`if (${first.value} === ${first.value})`, () => result.assign({ ...first, isNull: 'false' }))
        g.block('else', () => result.assign(g.emit(call.args[1])))
      })
      return result.done(call.nullable)
    },
  },
  isnan: {
    resolve(args, name) {
      expectArguments(name, args, 1)
      const [arg] = args
      if (!isNumeric(arg.type) && arg.type !== 'string' && !isVoid(arg)) throw mismatch(name, args, 'a number')
      return { args: [isFloating(arg.type) ? arg : coerce(arg, 'double')], type: 'boolean', nullable: false }
    },
    emit(call, g) {
      const arg = g.emit(call.args[0])
      const isNan = `${arg.value} !== ${arg.value}`
      return { value: arg.isNull === 'false' ? `(${isNan})` : `(!(${arg.isNull}) && ${isNan})`, isNull: 'false' }
    },
  },
  greatest: extreme(1),
  least: extreme(-1),
} satisfies Record<string, ScalarFunction>
