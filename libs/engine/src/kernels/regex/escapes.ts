import {
  DIGIT,
  HORIZONTAL_SPACE,
  propertyClass,
  SPACE,
  unicodeClass,
  VERTICAL_SPACE,
  WORD,
} from './character-classes.ts'
import type { CodeSet } from './code-set.ts'
import type { PatternReader } from './pattern-reader.ts'

const CONTROLS: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f', a: '\x07', e: '\x1b' }

/** The code point of an escape whose backslash is read, or undefined when it is none of a single character. */
export function readEscapedCharacter(reader: PatternReader): number | undefined {
  const c = reader.pattern[reader.at] ?? ''
  if (Object.hasOwn(CONTROLS, c)) {
    reader.at++
    return CONTROLS[c].charCodeAt(0)
  }
  switch (c) {
    case '0': {
      const digits = reader.match(/0([0-3][0-7]{0,2}|[4-7][0-7]?)/y)
      if (digits === null) throw reader.error('Illegal octal escape sequence')
      return Number.parseInt(digits[1], 8)
    }
    case 'x': {
      const digits = reader.match(/x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]+)\})/y)
      const value = digits === null ? Number.NaN : Number.parseInt(digits[1] ?? digits[2], 16)
      if (!(value <= 0x10ffff)) throw reader.error('Illegal hexadecimal escape sequence')
      return value
    }
    case 'u': {
      const digits = reader.match(/u([0-9a-fA-F]{4})/y)
      if (digits === null) throw reader.error('Illegal Unicode escape sequence')
      const high = Number.parseInt(digits[1], 16)
      const low = high >= 0xd800 && high < 0xdc00 ? reader.match(/\\u(d[c-f][0-9a-f]{2})/iy) : null
      return low === null ? high : (high - 0xd800) * 0x400 + Number.parseInt(low[1], 16) - 0xdc00 + 0x10000
    }
    case 'c': {
      const control = reader.match(/c([\s\S])/y)
      if (control === null) throw reader.error('Illegal control escape sequence')
      return control[1].charCodeAt(0) ^ 64
    }
  }
  if (c === '' || /[a-zA-Z0-9]/.test(c)) return undefined
  const character = String.fromCodePoint(reader.pattern.codePointAt(reader.at)!)
  reader.at += character.length
  return character.codePointAt(0)
}

/** The class of an escape whose backslash is read (`\d`, `\p{Lu}` ...), or undefined when it is none. */
export function readEscapedClass(reader: PatternReader): CodeSet | undefined {
  const { flags } = reader
  const c = reader.pattern[reader.at] ?? ''
  if (c === 'p' || c === 'P') return readProperty(reader)
  const base = predefined(c.toLowerCase(), flags.U)
  if (base === undefined) return undefined
  reader.at++
  return c >= 'a' ? base : base.negate()
}

function predefined(letter: string, unicode: boolean): CodeSet | undefined {
  switch (letter) {
    case 'd':
      return unicode ? unicodeClass('Digit') : DIGIT
    case 'w':
      return unicode ? unicodeClass('Word') : WORD
    case 's':
      return unicode ? unicodeClass('Space') : SPACE
    case 'h':
      return HORIZONTAL_SPACE
    case 'v':
      return VERTICAL_SPACE
    default:
      return undefined
  }
}

function readProperty(reader: PatternReader): CodeSet {
  const found = reader.match(/([pP])(?:\{([^}]*)\}|([A-Za-z]))/y)
  if (found === null) throw reader.error('Unclosed character family')
  const name = found[2] ?? found[3]
  if (/^(In|blk=|block=)/i.test(name)) throw reader.unsupported(`The block \\p{${name}}`)
  const { i, U } = reader.flags
  // Without case, lower, upper and title case are one.
  const cased = i && /^(?:Is)?(?:Lower|Upper|Lu|Ll|Lt)/.test(name)
  const set = propertyClass(cased ? widened(name) : name, U)
  if (set === undefined) throw reader.error(`Unknown character property name {${name}}`)
  const wide = cased ? set.ignoringCase(!/^(Lower|Upper)$/.test(name) || U) : set
  return found[1] === 'p' ? wide : wide.negate()
}

const widened = (name: string): string => (/^(?:Is)?(Lu|Ll|Lt)$/.test(name) ? 'LC' : name)
