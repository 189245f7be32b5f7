import { type HostValue, type Interval, isInt64Based, type MapValue, type TypeName, typeParts } from '@millrace/columns'
import { ByteReader, ByteWriter } from './byte-buffer.ts'

/** Host values of one type as bytes and back. */
export interface ValueCodec {
  /** The bytes of a value that is not null: a view that is valid until the next call. */
  encode(value: HostValue): Uint8Array
  decode(bytes: Uint8Array): HostValue
}

interface Part {
  write(value: HostValue, to: ByteWriter): void
  read(from: ByteReader): HostValue
}

/**
 * The codec of a type. Values have the same bytes exactly when Spark groups them together: NaN is NaN, -0.0 is 0.0, maps are the
 * same whatever the order of their entries. With `verbatim` every value is kept as it is instead.
 */
export function valueCodec(type: TypeName, verbatim = false): ValueCodec {
  const part = partOf(type, verbatim)
  const writer = new ByteWriter()
  return {
    encode(value) {
      writer.clear()
      part.write(value, writer)
      return writer.bytes
    },
    decode: bytes => part.read(new ByteReader(bytes)),
  }
}

function partOf(type: TypeName, verbatim: boolean): Part {
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'decimal':
      return parts.precision <= 18 ? int64 : int128
    case 'list': {
      const element = nullable(partOf(parts.element, verbatim))
      return {
        write: (v, to) => writeList(v as readonly HostValue[], element, to),
        read: from => readList(element, from),
      }
    }
    case 'struct': {
      const members = parts.members.map(m => nullable(partOf(m.type, verbatim)))
      return {
        write(v, to) {
          for (const [i, m] of members.entries()) m.write((v as readonly HostValue[])[i], to)
        },
        read: from => members.map(m => m.read(from)),
      }
    }
    case 'map':
      return mapPart(parts.key, parts.value, verbatim)
    case 'simple':
      return simplePart(parts.type, verbatim)
  }
}

function simplePart(type: TypeName, verbatim: boolean): Part {
  if (isInt64Based(type)) return int64
  switch (type) {
    case 'boolean':
      return { write: (v, to) => to.byte(v === true ? 1 : 0), read: from => from.byte() === 1 }
    case 'float':
    case 'double':
      return verbatim ? double : groupedDouble
    case 'string':
      return {
        write: (v, to) => to.block(Buffer.from(v as string)),
        read: from => Buffer.from(from.block().buffer).toString(),
      }
    case 'binary':
      return { write: (v, to) => to.block(v as Uint8Array), read: from => from.block() }
    case 'interval':
      return interval
    case 'void':
      return { write: () => undefined, read: () => null }
    default:
      return { write: (v, to) => to.int32(v as number), read: from => from.int32() }
  }
}

const int64: Part = { write: (v, to) => to.int64(v as bigint), read: from => from.int64() }

const int128: Part = {
  write(v, to) {
    to.int64(BigInt.asIntN(64, v as bigint))
    to.int64((v as bigint) >> 64n)
  },
  read(from) {
    const low = BigInt.asUintN(64, from.int64())
    return (from.int64() << 64n) | low
  },
}

const double: Part = { write: (v, to) => to.double(v as number), read: from => from.double() }

const groupedDouble: Part = {
  write: (v, to) => to.double(Number.isNaN(v) ? Number.NaN : (v as number) + 0),
  read: from => from.double(),
}

const interval: Part = {
  write(v, to) {
    const { months, days, microseconds } = v as Interval
    to.int32(months)
    to.int32(days)
    to.int64(microseconds)
  },
  read: from => ({ months: from.int32(), days: from.int32(), microseconds: from.int64() }),
}

const nullable = (part: Part): Part => ({
  write(v, to) {
    to.byte(v === null ? 0 : 1)
    if (v !== null) part.write(v, to)
  },
  read: from => (from.byte() === 0 ? null : part.read(from)),
})

function writeList(values: readonly HostValue[], element: Part, to: ByteWriter): void {
  to.int32(values.length)
  for (const value of values) element.write(value, to)
}

function readList(element: Part, from: ByteReader): HostValue[] {
  const length = from.int32()
  const values: HostValue[] = []
  for (let i = 0; i < length; i++) values.push(element.read(from))
  return values
}

function mapPart(keyType: TypeName, valueType: TypeName, verbatim: boolean): Part {
  const key = partOf(keyType, verbatim)
  const value = nullable(partOf(valueType, verbatim))
  const scratch = new ByteWriter()
  const keyBytes = (k: HostValue): Buffer => {
    scratch.clear()
    key.write(k, scratch)
    return Buffer.from(scratch.bytes)
  }
  return {
    write(v, to) {
      const { keys, values } = v as MapValue
      const order = keys.map((_, i) => i)
      if (!verbatim) {
        const bytes = keys.map(keyBytes)
        order.sort((a, b) => Buffer.compare(bytes[a], bytes[b]))
      }
      writeList(
        order.map(i => keys[i]),
        key,
        to,
      )
      writeList(
        order.map(i => values[i]),
        value,
        to,
      )
    },
    read: from => ({ keys: readList(key, from), values: readList(value, from) }),
  }
}
