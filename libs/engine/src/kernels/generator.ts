import { isInt64Based, isObjectType, type TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { literalValue } from '../api/literal.ts'
import {
  childrenOf,
  type TypedColumn,
  type TypedExpression,
  type TypedLiteral,
  type TypedVariable,
} from '../plan/typed-expression.ts'
import { binaryIds } from './binary-ids.ts'
import { emitCast } from './cast.ts'
import { Constants } from './constants.ts'
import type { ErrorTrace } from './error-trace.ts'
import { hostFromJson } from './host-json.ts'
import { unbox } from './hosted.ts'
import { scalarFunction } from './registry.ts'

/**
 * A value in generated code, as JavaScript text. Booleans are true and false; int64 and timestamp are numbers, or BigInts in
 * exact kernels; strings and binaries are ids of `dictionary` (text of an expression that gives Entries); values of object types
 * are HostValues.
 */
export interface Value {
  readonly value: string
  /** 'false' when the value is never null. */
  readonly isNull: string
  readonly dictionary?: string
}

export const isText = (type: TypeName): boolean => type === 'string' || type === 'binary'
export const is64 = isInt64Based

/** Statement that leaves a fast kernel: the block has to be done again with BigInt. */
export const NEEDS_EXACT = 'return -1'

/** Writes the body of a kernel: statements that compute expressions for the row `r`, one row after another. */
export class Generator {
  /** int64 and timestamp are BigInts; otherwise doubles that are exact up to 2^53. */
  readonly exact: boolean
  /** Objects that the generated code refers to. */
  readonly constants = new Constants()
  /** Names of the columns read, in the order of the kernel's `cols`. */
  readonly columns: string[] = []
  /** Names of int64 and timestamp columns whose values are read. */
  readonly wide = new Set<string>()
  /** Statements before the loop. */
  readonly setup: string[] = []
  /** Loads at the head of the loop's body. */
  readonly loads: string[] = []
  readonly body: string[] = []
  #names = 0
  readonly #loaded = new Map<string, string>()
  /** Variables of lambdas and the JavaScript variables that hold their host values. */
  readonly variables = new Map<string, string>()
  readonly #variables = new Map<string, Value>()

  readonly #trace: ErrorTrace | null

  /** @param trace is told while the code runs which expression is computed */
  constructor(exact: boolean, trace: ErrorTrace | null = null) {
    this.exact = exact
    this.#trace = trace
  }

  fresh(prefix: string): string {
    return `${prefix}${this.#names++}`
  }

  line(statement: string): void {
    this.body.push(statement)
  }

  block(head: string, inside: () => void): void {
    this.body.push(`${head} {`)
    inside()
    this.body.push('}')
  }

  /** Text of the value that a variable of this type starts with. */
  zero(type: TypeName): string {
    if (type === 'boolean') return 'false'
    if (isText(type)) return '-1'
    if (isObjectType(type)) return 'null'
    return this.exact && is64(type) ? '0n' : '0'
  }

  /** Text of an integer of a type. */
  integer(type: TypeName, value: number | bigint): string {
    return this.exact && is64(type) ? `${value}n` : String(value)
  }

  emit(e: TypedExpression): Value {
    if (this.#trace === null || (e.kind !== 'call' && e.kind !== 'cast')) return this.#emit(e)
    const trace = this.constants.object(this.#trace)
    const site = this.#trace.enter(e)
    this.line(`${trace}.site = ${site}`)
    const value = this.#emit(e)
    this.line(`${trace}.site = ${this.#trace.leave()}`)
    return value
  }

  #emit(e: TypedExpression): Value {
    switch (e.kind) {
      case 'column':
        return this.#column(e)
      case 'literal':
        return this.#literal(e)
      case 'cast':
        return emitCast(this, e)
      case 'call':
        return scalarFunction(e.name).emit(e, this)
      case 'variable':
        return this.#variable(e)
      case 'lambda':
        throw new MillraceError(
          'MILLRACE_INTERNAL',
          'A lambda stands only in the arguments of a higher-order function.',
        )
      case 'aggregate':
        throw new MillraceError('MILLRACE_INTERNAL', `The aggregate ${e.name} cannot be part of a kernel.`)
    }
  }

  /** Only whether the expression is null: does not read a column's values. */
  emitIsNull(e: TypedExpression): string {
    if (!e.nullable) {
      // Evaluated all the same: it may raise an error.
      if (childrenOf(e).length > 0) this.emit(e)
      return 'false'
    }
    return e.kind === 'column' ? this.#columnIsNull(e) : this.emit(e).isNull
  }

  /**
   * A function that is null when an argument is. Later arguments are not evaluated after a null one, as in Spark. `compute` may
   * add statements and gives the text of the value; `dictionary` is set by those that give strings.
   */
  strict(
    args: readonly TypedExpression[],
    type: TypeName,
    compute: (values: readonly Value[]) => string | { readonly value: string; readonly dictionary: string },
  ): Value {
    const value = this.fresh('v')
    if (!args.some(a => a.nullable)) {
      const result = compute(args.map(a => this.emit(a)))
      const text = typeof result === 'string' ? result : result.value
      this.line(`const ${value} = ${text}`)
      return { value, isNull: 'false', dictionary: typeof result === 'string' ? undefined : result.dictionary }
    }
    const isNull = this.fresh('n')
    this.line(`let ${value} = ${this.zero(type)}, ${isNull} = true`)
    let dictionary: string | undefined
    const values: Value[] = []
    const next = (i: number): void => {
      if (i === args.length) {
        const result = compute(values)
        dictionary = typeof result === 'string' ? undefined : result.dictionary
        this.line(`${value} = ${typeof result === 'string' ? result : result.value}; ${isNull} = false`)
        return
      }
      values.push(this.emit(args[i]))
      if (values[i].isNull === 'false') next(i + 1)
      else this.block(`if (!(${values[i].isNull}))`, () => next(i + 1))
    }
    next(0)
    return { value, isNull, dictionary }
  }

  #once(key: string, make: () => string): string {
    const known = this.#loaded.get(key)
    if (known !== undefined) return known
    const made = make()
    this.#loaded.set(key, made)
    return made
  }

  #index(name: string): number {
    const at = this.columns.indexOf(name)
    return at >= 0 ? at : this.columns.push(name) - 1
  }

  #textColumn(e: TypedColumn): { ids: string; dictionary: string } {
    const i = this.#index(e.name)
    this.#once(`text ${e.name}`, () => {
      const read = e.type === 'binary' ? `${this.constants.object(binaryIds)}(cols[${i}])` : `cols[${i}]`
      this.setup.push(`const t${i} = ${read}, ids${i} = t${i}.ids, d${i} = t${i}.dictionary`)
      return ''
    })
    return { ids: `ids${i}`, dictionary: `d${i}` }
  }

  #column(e: TypedColumn): Value {
    if (isText(e.type)) {
      const { ids, dictionary } = this.#textColumn(e)
      const value = this.#once(`value ${e.name}`, () => {
        const v = this.fresh('c')
        this.loads.push(`const ${v} = ${ids}[r]`)
        return v
      })
      return { value, isNull: e.nullable ? `${value} < 0` : 'false', dictionary }
    }
    const i = this.#index(e.name)
    if (isObjectType(e.type)) {
      const value = this.#once(`value ${e.name}`, () => {
        const v = this.fresh('c')
        this.setup.push(`const a${i} = cols[${i}].objects`)
        this.loads.push(`const ${v} = a${i}[r]`)
        return v
      })
      return { value, isNull: e.nullable ? `${value} === null` : 'false' }
    }
    const value = this.#once(`value ${e.name}`, () => {
      const v = this.fresh('c')
      this.setup.push(`const a${i} = cols[${i}].values`)
      if (is64(e.type)) this.wide.add(e.name)
      if (is64(e.type) && !this.exact) {
        this.setup.push(`const w${i} = new Uint32Array(a${i}.buffer, a${i}.byteOffset, a${i}.length * 2)`)
        this.loads.push(`const ${v} = (w${i}[2 * r + 1] | 0) * 4294967296 + w${i}[2 * r]`)
      } else this.loads.push(`const ${v} = a${i}[r]${e.type === 'boolean' ? ' !== 0' : ''}`)
      return v
    })
    return { value, isNull: e.nullable ? this.#columnIsNull(e) : 'false' }
  }

  /** A host value that the code has in a variable of JavaScript (see host-evaluator.ts), read once. */
  #variable(e: TypedVariable): Value {
    const known = this.#variables.get(e.name)
    if (known !== undefined) return known
    const text = this.variables.get(e.name)
    if (text === undefined) throw new MillraceError('MILLRACE_INTERNAL', `The variable ${e.name} is not bound.`)
    const from = this.body.length
    const value = unbox(this, text, e.type)
    this.loads.push(...this.body.splice(from))
    this.#variables.set(e.name, value)
    return value
  }

  #columnIsNull(e: TypedColumn): string {
    if (e.type === 'string' || isObjectType(e.type)) return this.#column(e).isNull
    const i = this.#index(e.name)
    return this.#once(`null ${e.name}`, () => {
      const n = this.fresh('n')
      this.setup.push(`const b${i} = cols[${i}].validity`)
      this.loads.push(`const ${n} = b${i} !== null && (b${i}[r >> 3] & (1 << (r & 7))) === 0`)
      return n
    })
  }

  #literal(e: TypedLiteral): Value {
    if (isObjectType(e.type)) {
      return e.value === null
        ? { value: 'null', isNull: 'true' }
        : { value: this.constants.object(hostFromJson(e.type, e.value)), isNull: 'false' }
    }
    const value = literalValue(e.type, e.value)
    if (value === null) {
      const dictionary = isText(e.type) ? this.constants.entries(new Uint8Array(0)) : undefined
      return { value: this.zero(e.type), isNull: 'true', dictionary }
    }
    if (value instanceof Uint8Array) return { value: '0', isNull: 'false', dictionary: this.constants.entries(value) }
    if (typeof value === 'bigint') {
      if (!this.exact && !Number.isSafeInteger(Number(value))) this.line(NEEDS_EXACT)
      return { value: this.exact ? `${value}n` : String(value), isNull: 'false' }
    }
    return { value: Object.is(value, -0) ? '-0' : `(${value})`, isNull: 'false' }
  }
}
