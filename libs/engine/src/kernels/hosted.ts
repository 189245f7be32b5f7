import { type HostValue, isFixedType, isObjectType, type TypeName } from '@millrace/columns'
import type { TypedCall, TypedExpression } from '../plan/typed-expression.ts'
import type { Resolved, ScalarFunction } from './function.ts'
import { type Generator, is64, isText, NEEDS_EXACT, type Value } from './generator.ts'
import { HostText } from './host-text.ts'
import { emitTextFunction } from './text-function.ts'

/** A function of host values (see HostValue) with a type rule. */
export interface HostedFunction {
  /** Throws MILLRACE_ANALYSIS in Spark's words when the arguments do not fit; gives them after implicit casts. */
  resolve(args: readonly TypedExpression[], name: string): Resolved
  /** The function for arguments of the resolved types; made once per kernel. It gets no null unless `nulls` says so. */
  evaluator(call: TypedCall): (...args: never[]) => HostValue
  /** `strict` (default): null as soon as an argument is null, without evaluating. `seen`: the function sees nulls. */
  readonly nulls?: 'strict' | 'seen'
  /** True when it can raise an error on some input. */
  readonly raises?: boolean
  /** False for what must run for every row, such as random numbers. Default true: text functions run once per distinct input. */
  readonly deterministic?: boolean
  /** True when the session's time zone matters: analysis writes it into the call. */
  readonly zoned?: boolean
}

/** Types that a memo can hold as arguments, and as results. */
const MEMO_ARGUMENTS: readonly TypeName[] = ['string', 'binary', 'boolean', 'int8', 'int16', 'int32', 'date']
const memoResult = (type: TypeName): boolean => isText(type) || isFixedType(type)

/**
 * Makes a scalar function of a function of host values. Where all arguments are texts or short integers it runs once per distinct
 * combination of them; else once per row.
 */
export function hosted(definition: HostedFunction): ScalarFunction {
  const { nulls = 'strict', deterministic = true } = definition
  return {
    raises: definition.raises,
    zoned: definition.zoned,
    resolve: (args, name) => definition.resolve(args, name),
    emit(call, g) {
      const evaluate = definition.evaluator(call) as (...args: HostValue[]) => HostValue
      const memo =
        nulls === 'strict' &&
        deterministic &&
        call.args.some(a => isText(a.type)) &&
        call.args.every(a => MEMO_ARGUMENTS.includes(a.type)) &&
        memoResult(call.type)
      return memo ? emitMemo(call, g, evaluate) : emitHost(g, call.args, call.type, evaluate, nulls === 'seen')
    },
  }
}

function emitMemo({ args, type }: TypedCall, g: Generator, evaluate: (...args: HostValue[]) => HostValue): Value {
  const types = args.map(a => a.type)
  return emitTextFunction(g, args, type, values => {
    const hosts = values.map((v, i): HostValue => {
      if (types[i] === 'string') return Buffer.from(v as Uint8Array).toString()
      return types[i] === 'boolean' ? Boolean(v) : v
    })
    const result = evaluate(...hosts)
    return typeof result === 'string' ? Buffer.from(result) : (result as null | Uint8Array | number | bigint | boolean)
  })
}

/** Code that calls a function of host values for every row. */
export function emitHost(
  g: Generator,
  args: readonly TypedExpression[],
  type: TypeName,
  evaluate: (...args: HostValue[]) => HostValue,
  seesNulls = false,
): Value {
  const f = g.constants.object(evaluate)
  const result = g.fresh('h')
  if (seesNulls) {
    const values = args.map(a => {
      const v = g.emit(a)
      const boxed = box(g, v, a.type)
      return v.isNull === 'false' ? boxed : `(${v.isNull} ? null : ${boxed})`
    })
    g.line(`const ${result} = ${f}(${values.join(', ')})`)
  } else {
    g.line(`let ${result} = null`)
    // The value of `strict` itself is not used: a function of values that are there may still give null.
    g.strict(args, 'boolean', values => {
      g.line(`${result} = ${f}(${values.map((v, i) => box(g, v, args[i].type)).join(', ')})`)
      return 'true'
    })
  }
  return unbox(g, result, type)
}

/** Text of the host value of a value that is not null. */
export function box(g: Generator, { value, dictionary }: Value, type: TypeName): string {
  if (isObjectType(type)) return value
  if (isText(type)) {
    const reader = g.constants.object(new HostText(type === 'binary'))
    g.setup.push(`${reader}.begin(${dictionary})`)
    return `${reader}.value(${value})`
  }
  return is64(type) && !g.exact ? `BigInt(${value})` : `(${value})`
}

/** The value in generated code of a variable that holds a host value or null. */
export function unbox(g: Generator, variable: string, type: TypeName): Value {
  const isNull = `${variable} === null`
  if (isObjectType(type)) return { value: variable, isNull }
  const value = g.fresh('v')
  if (isText(type)) {
    const writer = g.constants.object(new HostText(type === 'binary'))
    g.setup.push(`${writer}.beginOutput()`)
    g.line(`const ${value} = ${isNull} ? -1 : ${writer}.id(${variable})`)
    return { value, isNull: `${value} < 0`, dictionary: `${writer}.output` }
  }
  if (is64(type) && !g.exact) {
    g.line(`const ${value} = ${isNull} ? 0 : Number(${variable})`)
    g.line(`if (!(${value} <= 9007199254740991 && ${value} >= -9007199254740991)) ${NEEDS_EXACT}`)
  } else g.line(`const ${value} = ${isNull} ? ${g.zero(type)} : ${variable}`)
  return { value, isNull }
}
