import type { TypeName } from '@millrace/columns'
import { coerce, commonType, expectArguments, isVoid, mismatch } from '../../analyse/coercion.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import type { ScalarFunction } from '../function.ts'
import { type Generator, isText, type Value } from '../generator.ts'
import { TextUnion } from '../text-union.ts'

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

export const conditional = {
  when: {
    resolve(args, name) {
      expectArguments(name, args, 2, Infinity)
      const isValue = (i: number): boolean => i % 2 === 1 || isElse(args, i)
      const values = args.filter((_, i) => isValue(i))
      const conditions = args.filter((_, i) => !isValue(i))
      if (conditions.some(c => c.type !== 'boolean' && !isVoid(c))) throw mismatch(name, args, 'boolean conditions')
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
} satisfies Record<string, ScalarFunction>
