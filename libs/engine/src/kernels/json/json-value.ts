import { doubleText } from '../java-number-text.ts'

/** A JSON document as it is written: numbers keep their text, objects the order of their fields and fields that come twice. */
export type JsonValue = null | boolean | string | JsonNumber | JsonArray | JsonObject

export interface JsonNumber {
  readonly kind: 'number'
  readonly text: string
}

export interface JsonArray {
  readonly kind: 'array'
  readonly items: readonly JsonValue[]
}

export interface JsonObject {
  readonly kind: 'object'
  readonly fields: readonly (readonly [name: string, value: JsonValue])[]
}

/** What Jackson takes as numbers besides JSON's, where it is told to. */
export const NON_NUMERIC: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Infinity,
  '+INF': Infinity,
  INF: Infinity,
  '+Infinity': Infinity,
  '-INF': -Infinity,
  '-Infinity': -Infinity,
}

export const numberOf = ({ text }: JsonNumber): number =>
  Object.hasOwn(NON_NUMERIC, text) ? NON_NUMERIC[text] : Number(text)

export const isInteger = (n: JsonNumber): boolean => /^-?\d+$/.test(n.text)

/** A string of JSON, escaped as Jackson escapes it. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\\x00-\x1f]/g, escapeCharacter)}"`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

const escapeCharacter = (c: string): string =>
  ESCAPES[c] ?? `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`

/** The text of a value without blanks; numbers with a fraction are written as Java writes doubles unless `exact`. */
export function jsonText(value: JsonValue, exact = false): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return quoted(value)
  switch (value.kind) {
    case 'number':
      if (isInteger(value)) return String(BigInt(value.text))
      return exact ? value.text : doubleText(numberOf(value))
    case 'array':
      return `[${value.items.map(v => jsonText(v, exact)).join(',')}]`
    case 'object':
      return `{${value.fields.map(([name, v]) => `${quoted(name)}:${jsonText(v, exact)}`).join(',')}}`
  }
}
