import { decimalType, listType, type Member, mapType, structType, type TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'

const NAMES: Readonly<Record<string, TypeName>> = {
  boolean: 'boolean',
  tinyint: 'int8',
  byte: 'int8',
  smallint: 'int16',
  short: 'int16',
  int: 'int32',
  integer: 'int32',
  bigint: 'int64',
  long: 'int64',
  float: 'float',
  real: 'float',
  double: 'double',
  date: 'date',
  timestamp: 'timestamp',
  timestamp_ltz: 'timestamp',
  timestamp_ntz: 'timestamp_ntz',
  string: 'string',
  binary: 'binary',
  void: 'void',
  interval: 'interval',
}

/** The type that a text in Spark's DDL means: one type, or a list of columns (`a INT, b STRUCT<c: STRING>`), which is a struct. */
export function parseTypeDdl(text: string): TypeName {
  const single = new DdlReader(text).whole(reader => reader.type())
  const type = single ?? new DdlReader(text).whole(reader => structType(reader.columns()))
  if (type !== undefined) return type
  throw new MillraceError('MILLRACE_ANALYSIS', `[PARSE_SYNTAX_ERROR] The schema '${text}' is not understood.`)
}

class DdlReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** What `read` gives when it takes the whole text. */
  whole<T>(read: (reader: DdlReader) => T): T | undefined {
    try {
      const result = read(this)
      return this.#match(/\s*$/y) === undefined ? undefined : result
    } catch (error) {
      if (error instanceof SyntaxError) return undefined
      throw error
    }
  }

  type(): TypeName {
    const word = this.#expect(/\s*(\w+)/y)
      .trim()
      .toLowerCase()
    switch (word) {
      case 'array': {
        this.#expect(/\s*</y)
        const element = this.type()
        this.#expect(/\s*>/y)
        return listType(element)
      }
      case 'map': {
        this.#expect(/\s*</y)
        const key = this.type()
        this.#expect(/\s*,/y)
        const value = this.type()
        this.#expect(/\s*>/y)
        return mapType(key, value)
      }
      case 'struct': {
        this.#expect(/\s*</y)
        const members = this.#match(/\s*>/y) === undefined ? this.columns() : []
        if (members.length > 0) this.#expect(/\s*>/y)
        return structType(members)
      }
      case 'decimal':
      case 'dec':
      case 'numeric': {
        const digits = this.#match(/\s*\(\s*(\d+)\s*(?:,\s*(-?\d+)\s*)?\)/y)
        return digits === undefined ? decimalType(10, 0) : decimalType(Number(digits[1]), Number(digits[2] ?? 0))
      }
      case 'interval':
        return this.#interval()
      case 'char':
      case 'varchar':
        this.#expect(/\s*\(\s*\d+\s*\)/y)
        return 'string'
    }
    const type = NAMES[word]
    if (type === undefined) throw new SyntaxError(`no type ${word}`)
    return type
  }

  columns(): Member[] {
    const members: Member[] = []
    do {
      const name = this.#expect(/\s*(?:`((?:[^`]|``)+)`|([\w$]+))\s*:?/y)
      const found = /`(.*)`/s.exec(name)
      members.push({
        name: found === null ? name.replace(/[\s:]/g, '') : found[1].replaceAll('``', '`'),
        type: this.type(),
      })
      this.#match(/\s*not\s+null\b/iy)
      this.#match(/\s*comment\s+(?:'[^']*'|"[^"]*")/iy)
    } while (this.#match(/\s*,/y) !== undefined)
    return members
  }

  #interval(): TypeName {
    const units = this.#match(/\s+(year|month|day|hour|minute|second)(?:\s+to\s+(month|hour|minute|second))?\b/iy)
    if (units === undefined) return 'interval'
    const from = units[1].toLowerCase()
    const to = units[2]?.toLowerCase()
    if (from === 'year' && to === 'month') return 'interval_ym'
    if (from === 'day' && to === 'second') return 'interval_dt'
    return `interval_${from}${to === undefined ? '' : `_${to}`}` as TypeName
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found === null) return undefined
    this.#at += found[0].length
    return found
  }

  #expect(pattern: RegExp): string {
    const found = this.#match(pattern)
    if (found === undefined) throw new SyntaxError('another token')
    return found[0]
  }
}
