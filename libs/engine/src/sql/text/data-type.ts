import { decimalType, listType, type Member, mapType, structType, type TypeName } from '@millrace/columns'
import { analysisError, syntaxError, unsupported } from '../sql-error.ts'

/** Spark's types that Millrace does not have. */
const KNOWN: ReadonlySet<string> = new Set(['TIME', 'VARIANT', 'GEOMETRY', 'GEOGRAPHY', 'OBJECT'])

import type { Token } from './lexer.ts'
import { identifierName } from './string-value.ts'

/** A type that was read and the index of the token after it. */
export interface DataTypeText {
  readonly type: TypeName
  /** As Spark prints it in the name of a cast. */
  readonly text: string
  readonly next: number
}

const SIMPLE: Readonly<Record<string, readonly [TypeName, string]>> = {
  BOOLEAN: ['boolean', 'BOOLEAN'],
  TINYINT: ['int8', 'TINYINT'],
  BYTE: ['int8', 'TINYINT'],
  SMALLINT: ['int16', 'SMALLINT'],
  SHORT: ['int16', 'SMALLINT'],
  INT: ['int32', 'INT'],
  INTEGER: ['int32', 'INT'],
  BIGINT: ['int64', 'BIGINT'],
  LONG: ['int64', 'BIGINT'],
  FLOAT: ['float', 'FLOAT'],
  REAL: ['float', 'FLOAT'],
  DOUBLE: ['double', 'DOUBLE'],
  DATE: ['date', 'DATE'],
  TIMESTAMP: ['timestamp', 'TIMESTAMP'],
  TIMESTAMP_LTZ: ['timestamp', 'TIMESTAMP'],
  TIMESTAMP_NTZ: ['timestamp_ntz', 'TIMESTAMP_NTZ'],
  STRING: ['string', 'STRING'],
  BINARY: ['binary', 'BINARY'],
  VOID: ['void', 'VOID'],
}

export const YEAR_MONTH: readonly string[] = ['YEAR', 'MONTH']
export const DAY_TIME: readonly string[] = ['DAY', 'HOUR', 'MINUTE', 'SECOND']

/** The type of intervals from one unit to another, both in upper case. */
export function intervalType(from: string, to: string): TypeName | undefined {
  const units = [YEAR_MONTH, DAY_TIME].find(u => u.includes(from) && u.indexOf(to) >= u.indexOf(from))
  if (units === undefined) return undefined
  if (from === units[0] && to === units.at(-1)) return units === DAY_TIME ? 'interval_dt' : 'interval_ym'
  const name = from === to ? from : `${from}_${to}`
  return `interval_${name.toLowerCase()}` as TypeName
}

/** Reads Spark's name of a type at `tokens[at]`. */
export function readDataType(tokens: readonly Token[], at: number): DataTypeText {
  return new Reader(tokens, at).read()
}

class Reader {
  readonly #tokens: readonly Token[]
  #at: number
  /** Of `>>` and `>>>`, which close several types, how many are used up. */
  #closed = 0

  constructor(tokens: readonly Token[], at: number) {
    this.#tokens = tokens
    this.#at = at
  }

  read(): DataTypeText {
    const { type, text } = this.#type()
    return { type, text, next: this.#at }
  }

  #type(): { type: TypeName; text: string } {
    const token = this.#tokens[this.#at]
    if (token === undefined || token.kind !== 'word') throw this.#expected('a type')
    this.#at++
    const simple = SIMPLE[token.upper]
    if (simple !== undefined) {
      if (token.upper === 'STRING' && this.#is('COLLATE')) throw unsupported('A collation', token)
      return { type: simple[0], text: simple[1] }
    }
    switch (token.upper) {
      case 'DECIMAL':
      case 'DEC':
      case 'NUMERIC': {
        const [precision = 10, scale = 0] = this.#numbers()
        return { type: decimalType(precision, scale), text: `DECIMAL(${precision},${scale})` }
      }
      case 'CHAR':
      case 'CHARACTER':
      case 'VARCHAR':
        this.#numbers()
        return { type: 'string', text: 'STRING' }
      case 'INTERVAL':
        return this.#interval(token)
      case 'ARRAY': {
        this.#expect('<')
        const element = this.#type()
        this.#close()
        return { type: listType(element.type), text: `ARRAY<${element.text}>` }
      }
      case 'MAP': {
        this.#expect('<')
        const key = this.#type()
        this.#expect(',')
        const value = this.#type()
        this.#close()
        return { type: mapType(key.type, value.type), text: `MAP<${key.text}, ${value.text}>` }
      }
      case 'STRUCT':
        return this.#struct()
      default:
        if (KNOWN.has(token.upper)) throw unsupported(`The type ${token.text}`, token)
        throw analysisError(`[UNSUPPORTED_DATATYPE] Unsupported data type "${token.upper}".`, token)
    }
  }

  #struct(): { type: TypeName; text: string } {
    if (this.#is('<>')) {
      this.#at++
      return { type: structType([]), text: 'STRUCT<>' }
    }
    this.#expect('<')
    const members: Member[] = []
    const texts: string[] = []
    while (!this.#is('>') && !this.#is('>>') && !this.#is('>>>')) {
      if (members.length > 0) this.#expect(',')
      const name = this.#tokens[this.#at++]
      if (name === undefined || (name.kind !== 'word' && name.kind !== 'quoted')) throw this.#expected('a name')
      if (this.#is(':')) this.#at++
      const { type, text } = this.#type()
      if (this.#is('NOT')) this.#at += 2
      if (this.#is('COMMENT')) this.#at += 2
      members.push({ name: identifierName(name.text), type })
      texts.push(`${identifierName(name.text)}: ${text}`)
    }
    this.#close()
    return { type: structType(members), text: `STRUCT<${texts.join(', ')}>` }
  }

  #interval(token: Token): { type: TypeName; text: string } {
    const from = this.#unit()
    if (from === undefined) return { type: 'interval', text: 'INTERVAL' }
    let to = from
    if (this.#is('TO')) {
      this.#at++
      to = this.#unit() ?? from
    }
    const text = from === to ? `INTERVAL ${from}` : `INTERVAL ${from} TO ${to}`
    const type = intervalType(from, to)
    if (type === undefined) throw syntaxError(`${text} is not a type.`, token)
    return { type, text }
  }

  #unit(): string | undefined {
    const upper = this.#tokens[this.#at]?.upper.replace(/S$/, '') ?? ''
    if (!YEAR_MONTH.includes(upper) && !DAY_TIME.includes(upper)) return undefined
    this.#at++
    return upper
  }

  #numbers(): number[] {
    if (!this.#is('(')) return []
    this.#at++
    const numbers: number[] = []
    for (;;) {
      const sign = this.#is('-') ? -1 : 1
      if (sign < 0) this.#at++
      const token = this.#tokens[this.#at++]
      if (token?.kind !== 'number') throw this.#expected('a number')
      numbers.push(sign * Number(token.text))
      if (this.#is(')')) break
      this.#expect(',')
    }
    this.#at++
    return numbers
  }

  #is(upper: string): boolean {
    return this.#tokens[this.#at]?.upper === upper
  }

  #expect(symbol: string): void {
    if (!this.#is(symbol)) throw this.#expected(`"${symbol}"`)
    this.#at++
  }

  #close(): void {
    const text = this.#tokens[this.#at]?.upper ?? ''
    if (!/^>+$/.test(text)) throw this.#expected('">"')
    this.#closed++
    if (this.#closed === text.length) {
      this.#closed = 0
      this.#at++
    }
  }

  #expected(what: string): Error {
    const token = this.#tokens[this.#at] ?? this.#tokens.at(-1) ?? null
    return syntaxError(`Expected ${what} in the name of a type.`, token)
  }
}
