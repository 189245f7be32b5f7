import type { Elaborator } from './elaborator.ts'
import type { Expression } from './expression.ts'
import type { Invocation, InvocationOp, Invoke } from './invocation.ts'
import { digitsOf, quotient } from './makers/fractions.ts'
import type { RawExpression } from './raw.ts'
import { decimal, decimalOf, duckdbType, type Facts, type FuzzType, type Kind, kindOf, MAX_INT64 } from './types.ts'

type Duckdb = InvocationOp['duckdb']

const aggregate = (name: string, duckdb: Duckdb | string = name, node = name): InvocationOp => ({
  spark: (invoke, args) => invoke(name, ...args),
  duckdb: typeof duckdb === 'string' ? (invoke, args) => invoke(duckdb, ...args) : duckdb,
  node,
  window: false,
})

/** The same function, with DuckDB's wider result cast to Spark's type. */
const cast =
  (name: string): Duckdb =>
  (invoke, args, { type }) =>
    `CAST(${invoke(name, ...args)} AS ${duckdbType(type)})`

const COUNT_ROWS: InvocationOp = {
  spark: invoke => invoke('count', '*'),
  duckdb: invoke => invoke('count', '*'),
  node: 'count',
  window: false,
}

/** DuckDB's is a sum, NULL over an empty frame. */
const countIf: Duckdb = (invoke, args) => `CAST(coalesce(${invoke('count_if', ...args)}, 0) AS BIGINT)`

/** DuckDB's mean of decimals is a double; Spark's has four more places, rounded half up. */
const decimalAverage: Duckdb = (invoke, args, { args: [arg], type }) => {
  const places = decimalOf(type).scale - decimalOf(arg.type).scale
  const total = `(${digitsOf(invoke('sum', ...args), decimalOf(arg.type).scale)} * ${10 ** places})`
  return quotient(total, `nullif(${invoke('count', ...args)}, 0)`, type)
}

interface Choice {
  readonly op: InvocationOp
  readonly args: readonly Expression[]
  readonly type: FuzzType
  readonly facts: Facts
  readonly distinct?: boolean
}

const facts = (max: number, grade: Facts['grade'] = 'dyadic'): Facts => ({ max, grade })

/** Chooses an aggregate function over rows, of which there are no more than `rows`. */
export class AggregateChooser {
  readonly #elaborator: Elaborator
  readonly #rows: number
  readonly #overWindow: boolean

  constructor(elaborator: Elaborator, rows: number, overWindow = false) {
    this.#elaborator = elaborator
    this.#rows = rows
    this.#overWindow = overWindow
  }

  choose(raw: RawExpression | undefined): Invocation {
    const { k, v, args } = raw ?? { k: 0, v: 0, args: [] }
    const arg = (kind?: Kind): Expression => this.#elaborator.expression(args[0], kind ?? this.#elaborator.kind(v))
    const choices = [
      this.#count,
      this.#countOf,
      this.#sum,
      this.#extreme,
      this.#average,
      this.#boolean,
      this.#spread,
      this.#other,
    ]
    const chosen = choices[k % choices.length].call(this, v, arg) ?? this.#count()
    // DISTINCT and FILTER are not for windows in Spark.
    const plain = this.#overWindow
    const filter = !plain && v % 5 === 4 && args.length > 1 ? this.#elaborator.expression(args[1], 'boolean') : null
    return { ...chosen, distinct: !plain && (chosen.distinct ?? false), filter }
  }

  #count(): Choice {
    return { op: COUNT_ROWS, args: [], type: 'int64', facts: facts(this.#rows) }
  }

  #countOf(v: number, arg: (kind?: Kind) => Expression): Choice {
    const distinct = v % 2 === 1 && !this.#overWindow
    return { op: aggregate('count'), args: [arg()], type: 'int64', facts: facts(this.#rows), distinct }
  }

  #sum(v: number, arg: (kind?: Kind) => Expression): Choice | null {
    const of = arg((['int', 'double', 'decimal'] as const)[v % 3])
    const distinct = v % 7 === 6
    const max = of.facts.max * this.#rows
    switch (kindOf(of.type)) {
      case 'int':
        if (max >= MAX_INT64 / 2) return null
        return { op: aggregate('sum', cast('sum')), args: [of], type: 'int64', facts: facts(max), distinct }
      case 'double':
        return { op: aggregate('sum'), args: [of], type: 'double', facts: this.#summed(of), distinct }
      default: {
        const { precision, scale } = decimalOf(of.type)
        const type = decimal(precision + 10, scale)
        return type === null
          ? null
          : {
              op: aggregate('sum', cast('sum')),
              args: [of],
              type,
              facts: facts(10 ** (precision + 10 - scale)),
              distinct,
            }
      }
    }
  }

  /** A sum of quarters is exact in any order; of others the last digits depend on it. */
  #summed(of: Expression): Facts {
    const max = of.facts.max * this.#rows
    return facts(max, of.facts.grade === 'dyadic' && max < 1e9 ? 'dyadic' : 'rough')
  }

  #average(v: number, arg: (kind?: Kind) => Expression): Choice | null {
    const of = arg((['int', 'double', 'decimal'] as const)[v % 3])
    const { max } = of.facts
    const distinct = v % 7 === 6
    // Sums of larger ones are not exact in doubles, as Spark has them.
    if (kindOf(of.type) === 'int') {
      const grade = max * this.#rows < 2 ** 53 ? 'exact' : 'rough'
      return max > 1e12
        ? null
        : { op: aggregate('avg'), args: [of], type: 'double', facts: facts(max, grade), distinct }
    }
    if (of.type === 'double') {
      const grade = this.#summed(of).grade === 'dyadic' ? 'exact' : 'rough'
      return max > 1e12
        ? null
        : { op: aggregate('avg'), args: [of], type: 'double', facts: facts(max, grade), distinct }
    }
    const { precision, scale } = decimalOf(of.type)
    const type = decimal(precision + 4, scale + 4)
    // What DuckDB computes on the way has 128 bits.
    if (type === null || precision > 22) return null
    return { op: aggregate('avg', decimalAverage), args: [of], type, facts: of.facts, distinct }
  }

  #extreme(v: number, arg: (kind?: Kind) => Expression): Choice {
    const of = arg()
    return { op: aggregate(v % 2 === 0 ? 'min' : 'max'), args: [of], type: of.type, facts: of.facts }
  }

  #boolean(v: number, arg: (kind?: Kind) => Expression): Choice {
    const of = arg('boolean')
    if (v % 3 === 2) {
      return {
        op: aggregate('count_if', countIf, 'countIf'),
        args: [of],
        type: 'int64',
        facts: facts(this.#rows),
      }
    }
    const op = v % 3 === 0 ? aggregate('bool_and', 'bool_and', 'boolAnd') : aggregate('bool_or', 'bool_or', 'boolOr')
    return { op, args: [of], type: 'boolean', facts: facts(0) }
  }

  #spread(v: number, arg: (kind?: Kind) => Expression): Choice | null {
    const of = arg((['int', 'double', 'decimal'] as const)[v % 3])
    // Of large values little is left after the mean is taken away.
    if (of.facts.max > 1e5) return null
    const name = ['stddev_samp', 'stddev_pop', 'var_samp', 'var_pop'][v % 4]
    const node = { stddev_samp: 'stddev', stddev_pop: 'stddevPop', var_samp: 'variance', var_pop: 'variancePop' }[name]
    return { op: aggregate(name, name, node), args: [of], type: 'double', facts: facts(1e10, 'rough') }
  }

  #other(v: number, arg: (kind?: Kind) => Expression): Choice | null {
    if (v % 3 > 0) {
      const of = arg('int')
      const name = (['bit_and', 'bit_or', 'bit_xor'] as const)[Math.floor(v / 3) % 3]
      const node = { bit_and: 'bitAnd', bit_or: 'bitOr', bit_xor: 'bitXor' }[name]
      const max = Math.min(2 ** Math.ceil(Math.log2(of.facts.max + 2)), of.type === 'int32' ? 2 ** 31 : MAX_INT64)
      return { op: aggregate(name, name, node), args: [of], type: of.type, facts: facts(max) }
    }
    const of = arg((['int', 'double'] as const)[Math.floor(v / 3) % 2])
    // The middle of two by an average, which may be computed in two ways.
    return this.#overWindow
      ? null
      : { op: aggregate('median', invokeDouble), args: [of], type: 'double', facts: facts(of.facts.max, 'rough') }
  }
}

/** Spark computes in doubles. */
const invokeDouble: Duckdb = (invoke: Invoke, [arg]) => invoke('median', `CAST(${arg} AS DOUBLE)`)
