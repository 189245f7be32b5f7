import { type HostValue, type TypeName, typeParts } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { datetimeReader, decimalReader, type TextReader } from '../../rows/text-values.ts'
import type { JsonScanner } from './json-scanner.ts'

/** What conversion of a record has met. */
export interface JsonProblems {
  /** Set when something inside a value was not of its type and became null. */
  partial: boolean
}

/**
 * Passes one value and gives it as a host value; undefined when it is JSON of another type (Spark's JacksonParser). Null is null of
 * any type.
 */
export type JsonReader = (scanner: JsonScanner, problems: JsonProblems) => HostValue | undefined

export function jsonReader(type: TypeName, timeZone: string): JsonReader {
  const read = notNullReader(type, timeZone)
  return (scanner, problems) => {
    if (scanner.next() === 'null') {
      scanner.word()
      return null
    }
    return read(scanner, problems)
  }
}

function notNullReader(type: TypeName, timeZone: string): JsonReader {
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'list':
      return listReader(jsonReader(parts.element, timeZone))
    case 'map':
      if (parts.key !== 'string') throw unsupported(type)
      return mapReader(jsonReader(parts.value, timeZone))
    case 'struct':
      return structReader(
        new Map(parts.members.map((m, i) => [m.name, { index: i, read: jsonReader(m.type, timeZone) }])),
      )
    case 'decimal':
      return ofText(decimalReader(type), { number: 'any' })
  }
  switch (type) {
    case 'string':
      return readString
    case 'boolean':
      return readBoolean
    case 'int8':
      return ofText(text => wrapByte(Number(text)), { number: 'integer', string: false })
    case 'int16':
      return ofText(text => within(Number(text), 2 ** 15), { number: 'integer', string: false })
    case 'int32':
      return ofText(text => within(Number(text), 2 ** 31), { number: 'integer', string: false })
    case 'int64':
      return ofText(text => withinInt64(BigInt(text)), { number: 'integer', string: false })
    case 'double':
      return floatReader(Number)
    case 'float':
      return floatReader(text => Math.fround(Number(text)))
    case 'date':
    case 'timestamp_ntz':
      return ofText(datetimeReader(type, timeZone), { number: 'none' })
    case 'timestamp':
      return timestampReader(datetimeReader(type, timeZone))
    case 'binary':
      return ofText(readBase64, { number: 'none' })
    default:
      throw unsupported(type)
  }
}

const unsupported = (type: TypeName): MillraceError =>
  new MillraceError('MILLRACE_UNSUPPORTED', `A column of type ${type} cannot be read from JSON.`)

/** Passes the value; undefined. */
function mismatch(scanner: JsonScanner): undefined {
  scanner.skip()
  return undefined
}

/** Reads the text of numbers of a kind, and of strings. */
function ofText(
  read: TextReader,
  { number, string = true }: { readonly number: 'any' | 'integer' | 'none'; readonly string?: boolean },
): JsonReader {
  return scanner => {
    const kind = scanner.next()
    if (kind === 'string' && string) {
      scanner.string()
      return read(scanner.stringText())
    }
    if (kind !== 'number' || number === 'none') return mismatch(scanner)
    scanner.number()
    return number === 'any' || scanner.integer ? read(scanner.text()) : undefined
  }
}

const readString: JsonReader = scanner => {
  const kind = scanner.next()
  scanner.skip()
  if (kind === 'string') return scanner.stringText()
  return Buffer.from(scanner.bytes.subarray(scanner.start, scanner.end)).toString()
}

const readBoolean: JsonReader = scanner => {
  const kind = scanner.next()
  if (kind !== 'true' && kind !== 'false') return mismatch(scanner)
  scanner.word()
  return kind === 'true'
}

/** Jackson takes bytes without a sign for int8 too. */
const wrapByte = (value: number): number | undefined =>
  value >= -128 && value <= 255 ? (value << 24) >> 24 : undefined
const within = (value: number, limit: number): number | undefined =>
  value >= -limit && value < limit ? value : undefined
const withinInt64 = (value: bigint): bigint | undefined => (BigInt.asIntN(64, value) === value ? value : undefined)

const SPECIAL: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Infinity,
  '+Infinity': Infinity,
  INF: Infinity,
  '+INF': Infinity,
  '-Infinity': -Infinity,
  '-INF': -Infinity,
}

function floatReader(read: (text: string) => number): JsonReader {
  return scanner => {
    switch (scanner.next()) {
      case 'number':
        scanner.number()
        return read(scanner.text())
      case 'special':
        return SPECIAL[scanner.word()]
      case 'string':
        scanner.string()
        return SPECIAL[scanner.stringText()]
      default:
        return mismatch(scanner)
    }
  }
}

function timestampReader(read: TextReader): JsonReader {
  const ofString = ofText(read, { number: 'none' })
  return (scanner, problems) => {
    if (scanner.next() !== 'number') return ofString(scanner, problems)
    scanner.number()
    return scanner.integer ? withinInt64(BigInt(scanner.text()) * 1_000_000n) : undefined
  }
}

function readBase64(text: string): Uint8Array | undefined {
  if (!/^(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/.test(text) || text.includes('_')) return undefined
  return new Uint8Array(Buffer.from(text, 'base64'))
}

function listReader(element: JsonReader): JsonReader {
  return (scanner, problems) => {
    if (scanner.next() !== 'array') return mismatch(scanner)
    const values: HostValue[] = []
    let good = true
    scanner.elements(() => {
      const value = element(scanner, problems)
      if (value === undefined) good = false
      else values.push(value)
    })
    return good ? values : undefined
  }
}

function mapReader(element: JsonReader): JsonReader {
  return (scanner, problems) => {
    if (scanner.next() !== 'object') return mismatch(scanner)
    const entries = new Map<string, HostValue>()
    let good = true
    scanner.members(() => {
      const key = scanner.stringText()
      const value = element(scanner, problems)
      if (value === undefined) good = false
      else entries.set(key, value)
    })
    return good ? { keys: [...entries.keys()], values: [...entries.values()] } : undefined
  }
}

function structReader(members: ReadonlyMap<string, { readonly index: number; readonly read: JsonReader }>): JsonReader {
  return (scanner, problems) => {
    if (scanner.next() !== 'object') return mismatch(scanner)
    const values = new Array<HostValue>(members.size).fill(null)
    scanner.members(() => {
      const member = members.get(scanner.stringText())
      if (member === undefined) {
        scanner.skip()
        return
      }
      const value = member.read(scanner, problems)
      if (value === undefined) problems.partial = true
      values[member.index] = value ?? null
    })
    return values
  }
}
