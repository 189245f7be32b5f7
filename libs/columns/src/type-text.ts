import type { DayTimeIntervalType, FixedType, ObjectType, TypeName, YearMonthIntervalType } from './schema.ts'

/** A type taken apart. */
export type TypeParts =
  | { readonly kind: 'simple'; readonly type: Exclude<TypeName, ObjectType> | 'interval' | 'void' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'list'; readonly element: TypeName }
  | { readonly kind: 'map'; readonly key: TypeName; readonly value: TypeName }
  | { readonly kind: 'struct'; readonly members: readonly Member[] }

export interface Member {
  readonly name: string
  readonly type: TypeName
}

const YEAR_MONTH: Readonly<Record<YearMonthIntervalType, true>> = {
  interval_ym: true,
  interval_year: true,
  interval_month: true,
}

const DAY_TIME: Readonly<Record<DayTimeIntervalType, true>> = {
  interval_dt: true,
  interval_day: true,
  interval_day_hour: true,
  interval_day_minute: true,
  interval_hour: true,
  interval_hour_minute: true,
  interval_hour_second: true,
  interval_minute: true,
  interval_minute_second: true,
  interval_second: true,
}

const FIXED: Readonly<Record<FixedType, true>> = {
  boolean: true,
  int8: true,
  int16: true,
  int32: true,
  int64: true,
  float: true,
  double: true,
  date: true,
  timestamp: true,
  timestamp_ntz: true,
  ...YEAR_MONTH,
  ...DAY_TIME,
}

/** True for the types whose values are months in an int32. */
export const isYearMonth = (type: TypeName): type is YearMonthIntervalType => Object.hasOwn(YEAR_MONTH, type)
/** True for the types whose values are microseconds of an interval in an int64. */
export const isDayTime = (type: TypeName): type is DayTimeIntervalType => Object.hasOwn(DAY_TIME, type)
/** True for the types whose values lie in a BigInt64Array. */
export const isInt64Based = (type: TypeName): boolean =>
  type === 'int64' || type === 'timestamp' || type === 'timestamp_ntz' || isDayTime(type)

export const isFixedType = (type: TypeName): type is FixedType => Object.hasOwn(FIXED, type)
export const isObjectType = (type: TypeName): type is ObjectType =>
  type !== 'string' && type !== 'binary' && !isFixedType(type)

export const decimalType = (precision: number, scale: number): ObjectType => `decimal(${precision},${scale})`
export const listType = (element: TypeName): ObjectType => `list<${element}>`
export const mapType = (key: TypeName, value: TypeName): ObjectType => `map<${key},${value}>`
export const structType = (members: readonly Member[]): ObjectType =>
  `struct<${members.map(m => `${memberName(m.name)}:${m.type}`).join(',')}>`

const memberName = (name: string): string => (/^\w+$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``)

const known = new Map<TypeName, TypeParts>()

/** The parts of a type. Throws an Error when the text is not a type. */
export function typeParts(type: TypeName): TypeParts {
  let parts = known.get(type)
  if (parts === undefined) {
    const parser = new TypeParser(type)
    parts = parser.parse()
    known.set(type, parts)
  }
  return parts
}

/** Reads the text of one type. */
class TypeParser {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  parse(): TypeParts {
    const parts = this.#parts()
    if (this.#at !== this.#text.length) throw this.#error()
    return parts
  }

  #parts(): TypeParts {
    const word = this.#match(/\w+/y)
    switch (word) {
      case 'decimal': {
        const digits = this.#match(/\((\d+),(-?\d+)\)/y)
          .slice(1, -1)
          .split(',')
        return { kind: 'decimal', precision: Number(digits[0]), scale: Number(digits[1]) }
      }
      case 'list': {
        this.#match(/</y)
        const element = this.#type()
        this.#match(/>/y)
        return { kind: 'list', element }
      }
      case 'map': {
        this.#match(/</y)
        const key = this.#type()
        this.#match(/,/y)
        const value = this.#type()
        this.#match(/>/y)
        return { kind: 'map', key, value }
      }
      case 'struct':
        return { kind: 'struct', members: this.#members() }
      default: {
        const type = word as FixedType | 'string' | 'binary' | 'interval' | 'void'
        if (isFixedType(type) || ['string', 'binary', 'interval', 'void'].includes(type))
          return { kind: 'simple', type }
        throw this.#error()
      }
    }
  }

  #members(): Member[] {
    this.#match(/</y)
    const members: Member[] = []
    while (this.#text[this.#at] !== '>') {
      if (members.length > 0) this.#match(/,/y)
      const name = this.#match(/\w+|`(?:[^`]|``)*`/y)
      this.#match(/:/y)
      members.push({ name: name[0] === '`' ? name.slice(1, -1).replaceAll('``', '`') : name, type: this.#type() })
    }
    this.#match(/>/y)
    return members
  }

  #type(): TypeName {
    const from = this.#at
    this.#parts()
    return this.#text.slice(from, this.#at) as TypeName
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found === undefined) throw this.#error()
    this.#at += found.length
    return found
  }

  #error(): Error {
    return new Error(`${JSON.stringify(this.#text)} is not a type (at character ${this.#at}).`)
  }
}
