import { type HostValue, type TypeName, typeParts } from '@millrace/columns'
import { hostCast } from '../cast-host.ts'
import { isInteger, type JsonValue, jsonText, NON_NUMERIC, numberOf } from './json-value.ts'

/** A value that is not of the type asked for. */
export class JsonMismatch extends Error {}

/** Readers of dates and times of a format; undefined for what they cannot read. */
export interface JsonFormats {
  readonly timeZone?: string
  readonly date?: (text: string) => HostValue | undefined
  readonly timestamp?: (text: string) => HostValue | undefined
  /** Called for a member that does not fit. Default: it is null. */
  readonly onMismatch?: () => void
}

export type JsonReader = (value: JsonValue) => HostValue

/** Reads values of a type as Spark's JSON source does; throws JsonMismatch. A member that does not fit is null, the others stay. */
export function jsonReader(type: TypeName, formats: JsonFormats): JsonReader {
  const read = presentReader(type, formats)
  return value => (value === null ? null : read(value))
}

const mismatch = (): never => {
  throw new JsonMismatch('another type')
}

function presentReader(type: TypeName, formats: JsonFormats): JsonReader {
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'list': {
      const element = jsonReader(parts.element, formats)
      return value => (isKind(value, 'array') ? value.items.map(element) : mismatch())
    }
    case 'map': {
      const item = jsonReader(parts.value, formats)
      return value => {
        if (!isKind(value, 'object')) return mismatch()
        // The last of fields of one name counts.
        const entries = new Map(value.fields)
        return { keys: [...entries.keys()], values: [...entries.values()].map(item) }
      }
    }
    case 'struct': {
      const members = parts.members.map(m => ({ name: m.name, read: jsonReader(m.type, formats) }))
      return value => {
        if (!isKind(value, 'object')) return mismatch()
        const row = members.map((): HostValue => null)
        for (const [name, field] of value.fields) {
          const i = members.findIndex(m => m.name === name)
          if (i >= 0) row[i] = readOr(row[i], members[i].read, field, formats)
        }
        return row
      }
    }
    case 'decimal':
      return textReader(type, formats, v => (typeof v === 'string' ? v : isKind(v, 'number') ? v.text : undefined))
    case 'simple':
      return simpleReader(parts.type, formats)
  }
}

/** What does not fit leaves the member as it was. */
function readOr(before: HostValue, read: JsonReader, value: JsonValue, { onMismatch }: JsonFormats): HostValue {
  try {
    return read(value)
  } catch (error) {
    if (!(error instanceof JsonMismatch)) throw error
    onMismatch?.()
    return before
  }
}

function isKind<K extends 'array' | 'object' | 'number'>(
  value: JsonValue,
  kind: K,
): value is Extract<JsonValue, { kind: K }> {
  return typeof value === 'object' && value !== null && value.kind === kind
}

/** Reads through the cast from string. */
function textReader(type: TypeName, formats: JsonFormats, text: (value: JsonValue) => string | undefined): JsonReader {
  const cast = hostCast('string', type, { timeZone: formats.timeZone, try: true })
  return value => {
    const found = text(value)
    return found === undefined ? mismatch() : (cast(found) ?? mismatch())
  }
}

const string = (v: JsonValue): string | undefined => (typeof v === 'string' ? v : undefined)

function simpleReader(type: TypeName, formats: JsonFormats): JsonReader {
  switch (type) {
    case 'string':
      return value => (typeof value === 'string' ? value : jsonText(value))
    case 'boolean':
      return value => (typeof value === 'boolean' ? value : mismatch())
    case 'float':
    case 'double':
      return value => {
        if (typeof value === 'string' && Object.hasOwn(NON_NUMERIC, value)) return NON_NUMERIC[value]
        if (!isKind(value, 'number')) return mismatch()
        return type === 'float' ? Math.fround(numberOf(value)) : numberOf(value)
      }
    case 'binary':
      return value => (typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : mismatch())
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz': {
      const format = type === 'date' ? formats.date : formats.timestamp
      if (format !== undefined) return value => (typeof value === 'string' ? (format(value) ?? mismatch()) : mismatch())
      return textReader(type, formats, string)
    }
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
      return textReader(type, formats, v => (isKind(v, 'number') && isInteger(v) ? v.text : undefined))
    default:
      return textReader(type, formats, string)
  }
}
