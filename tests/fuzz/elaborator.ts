import { type ColumnRef, columnRef, type Expression, type Literal } from './expression.ts'
import { booleans } from './makers/booleans.ts'
import { decimals, doubles } from './makers/fractions.ts'
import { general } from './makers/general.ts'
import { integers } from './makers/integers.ts'
import type { Make, Maker } from './makers/make.ts'
import { strings } from './makers/strings.ts'
import { dates, timestamps } from './makers/times.ts'
import type { RawExpression } from './raw.ts'
import { type Column, poolOf } from './table.ts'
import { type Facts, type FuzzType, KINDS, type Kind, kindOf } from './types.ts'

const MAKERS: Readonly<Record<Kind, readonly Maker[]>> = {
  int: integers,
  double: doubles,
  decimal: decimals,
  string: strings,
  boolean: booleans,
  date: dates,
  timestamp: timestamps,
}

const SIMPLEST: RawExpression = { k: 0, v: 0, args: [] }

/** Reads numbers as typed expressions over columns. */
export class Elaborator {
  readonly #columns: readonly Column[]

  constructor(columns: readonly Column[]) {
    // Rough doubles are results only.
    this.#columns = columns.filter(c => c.facts.grade !== 'rough')
  }

  /** An expression of that kind. */
  expression(raw: RawExpression = SIMPLEST, kind: Kind = this.kind(raw.v)): Expression {
    if (raw.args.length === 0) return this.#leaf(raw, kind)
    const makers = [...MAKERS[kind], ...general]
    const made = makers[raw.k % makers.length](this.#make(raw), kind)
    return made ?? this.expression(raw.args[0], kind)
  }

  /** One of the kinds, mostly one that there are columns of. */
  kind(v: number): Kind {
    const columns = this.#columns
    return columns.length > 0 && v % 8 < 6
      ? kindOf(columns[Math.floor(v / 8) % columns.length].type)
      : KINDS[Math.floor(v / 8) % KINDS.length]
  }

  #make(raw: RawExpression): Make {
    let left = raw.v
    return {
      pick: n => {
        const picked = left % n
        left = Math.floor(left / n)
        return picked
      },
      arg: (i, kind) => this.expression(raw.args[i] ?? { k: raw.v, v: Math.floor(raw.v / 7) + i, args: [] }, kind),
      kind: () => this.kind(left),
      count: raw.args.length,
    }
  }

  #leaf({ k, v }: RawExpression, kind: Kind): ColumnRef | Literal {
    const columns = this.#columns.filter(c => kindOf(c.type) === kind)
    // A literal now and then, so that every expression has something to say about the data.
    if (columns.length > 0 && k % 5 < 4) return columnRef(columns[v % columns.length])
    return literalOf(typeOfKind(kind, v), Math.floor(v / 4))
  }
}

function typeOfKind(kind: Kind, v: number): FuzzType {
  if (kind === 'int') return v % 4 === 3 ? 'int64' : 'int32'
  if (kind === 'decimal') return v % 2 === 0 ? 'decimal(5,2)' : 'decimal(4,1)'
  return kind
}

function literalOf(type: FuzzType, v: number): Literal {
  const pool = poolOf(type === 'decimal(4,1)' ? 'decimal(5,2)' : type).filter(
    value => type !== 'decimal(4,1)' || value !== 12345n,
  )
  const value = v % 16 === 15 ? null : pool[v % pool.length]
  const facts: Facts = { max: typeof value === 'string' ? value.length : magnitude(value), grade: 'dyadic' }
  return { kind: 'literal', type, value, facts }
}

const magnitude = (value: unknown): number =>
  typeof value === 'number' || typeof value === 'bigint' ? Math.abs(Number(value)) : 0
