import { type HostValue, type MapValue, type TypeName, typeParts } from '@millrace/columns'
import { isAnsiInterval, isDatetime } from '../../analyse/type-classes.ts'
import { castText } from '../spark-text.ts'
import { quoted } from './json-value.ts'

export interface JsonWriterOptions {
  readonly timeZone: string
  /** Members of structs that are null are left out. */
  readonly ignoreNullFields: boolean
  readonly date?: (days: HostValue) => string
  readonly timestamp: (us: HostValue) => string
  readonly timestampNtz: (us: HostValue) => string
}

export type JsonWriter = (value: HostValue) => string

/** How Spark writes values of a type as JSON. */
export function jsonWriter(type: TypeName, options: JsonWriterOptions): JsonWriter {
  const write = presentWriter(type, options)
  return value => (value === null ? 'null' : write(value))
}

/** Spark writes keys as they are inside: dates are days, timestamps microseconds, intervals months or microseconds. */
function keyWriter(type: TypeName, timeZone: string): JsonWriter {
  if (isDatetime(type) || isAnsiInterval(type)) return String
  const text = castText(type, timeZone)
  return typeParts(type).kind === 'struct' ? key => structKey(text(key)) : text
}

function presentWriter(type: TypeName, options: JsonWriterOptions): JsonWriter {
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'list': {
      const element = jsonWriter(parts.element, options)
      return value => `[${(value as HostValue[]).map(element).join(',')}]`
    }
    case 'map': {
      const plain = keyWriter(parts.key, options.timeZone)
      const item = jsonWriter(parts.value, options)
      return value => {
        const { keys, values } = value as MapValue
        return `{${keys.map((k, i) => `${quoted(plain(k))}:${item(values[i])}`).join(',')}}`
      }
    }
    case 'struct': {
      const members = parts.members.map(m => ({ name: quoted(m.name), write: jsonWriter(m.type, options) }))
      return value => {
        const texts = (value as HostValue[]).flatMap((v, i) =>
          v === null && options.ignoreNullFields ? [] : [`${members[i].name}:${members[i].write(v)}`],
        )
        return `{${texts.join(',')}}`
      }
    }
    case 'decimal':
      return castText(type)
    case 'simple':
      return simpleWriter(parts.type, options)
  }
}

/** A row as a key is written `[1,2]`. */
const structKey = (text: string): string => text.replace(/^\{/, '[').replace(/\}$/, ']').replaceAll(', ', ',')

function simpleWriter(type: TypeName, options: JsonWriterOptions): JsonWriter {
  const text = castText(type, options.timeZone)
  switch (type) {
    case 'boolean':
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
      return String
    case 'float':
    case 'double':
      return value => (Number.isFinite(value) ? text(value) : quoted(text(value)))
    case 'binary':
      return value => quoted(Buffer.from(value as Uint8Array).toString('base64'))
    case 'date':
      return value => quoted((options.date ?? text)(value))
    case 'timestamp':
      return value => quoted(options.timestamp(value))
    case 'timestamp_ntz':
      return value => quoted(options.timestampNtz(value))
    default:
      return value => quoted(text(value))
  }
}
