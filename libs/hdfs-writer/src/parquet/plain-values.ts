import type { ByteBuffer } from './byte-buffer.ts'
import type { LeafValues } from './leaf-column.ts'

const LENGTH_BYTES = 4

/** Bytes of a value of a fixed width. */
const WIDTHS = { int32: 4, int64: 8, float: 4, double: 8 } as const

/** Bytes that the values take in PLAIN encoding. */
export function plainSize(values: LeafValues): number {
  switch (values.kind) {
    case 'boolean':
      return (values.count + 7) >> 3
    case 'string': {
      const { ids, count } = values
      const { offsets } = values.dictionary
      let size = LENGTH_BYTES * count
      for (let i = 0; i < count; i++) size += offsets[ids[i] + 1] - offsets[ids[i]]
      return size
    }
    case 'binary': {
      const { starts, ends, count } = values
      let size = LENGTH_BYTES * count
      for (let i = 0; i < count; i++) size += ends[i] - starts[i]
      return size
    }
    case 'fixed':
      return values.width * values.count
    default:
      return WIDTHS[values.kind] * values.count
  }
}

/** The end of the values from `from` on that take `room` bytes, and at least one. */
export function plainEnd(values: LeafValues, from: number, room: number): number {
  const { count } = values
  switch (values.kind) {
    case 'boolean':
      return Math.min(count, from + room * 8)
    case 'string': {
      const { ids } = values
      const { offsets } = values.dictionary
      let size = 0
      let i = from
      while (i < count && size < room) {
        size += LENGTH_BYTES + offsets[ids[i] + 1] - offsets[ids[i]]
        i++
      }
      return i
    }
    case 'binary': {
      const { starts, ends } = values
      let size = 0
      let i = from
      while (i < count && size < room) {
        size += LENGTH_BYTES + ends[i] - starts[i]
        i++
      }
      return i
    }
    default: {
      const width = values.kind === 'fixed' ? values.width : WIDTHS[values.kind]
      return Math.min(count, from + Math.max(1, Math.floor(room / width)))
    }
  }
}

/**
 * Appends the values `from .. to` in PLAIN encoding.
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/#PLAIN
 */
export function writePlain(out: ByteBuffer, values: LeafValues, from: number, to: number): void {
  switch (values.kind) {
    case 'boolean':
      writeBits(out, values.values, from, to)
      break
    case 'string': {
      const { ids } = values
      const { bytes, offsets } = values.dictionary
      for (let i = from; i < to; i++) writeBytes(out, bytes, offsets[ids[i]], offsets[ids[i] + 1])
      break
    }
    case 'binary': {
      const { bytes, starts, ends } = values
      for (let i = from; i < to; i++) writeBytes(out, bytes, starts[i], ends[i])
      break
    }
    case 'fixed':
      out.append(values.bytes.subarray(from * values.width, to * values.width))
      break
    default: {
      const { buffer, byteOffset } = values.values
      const width = WIDTHS[values.kind]
      out.append(new Uint8Array(buffer, byteOffset + from * width, (to - from) * width))
    }
  }
}

function writeBits(out: ByteBuffer, values: Uint8Array, from: number, to: number): void {
  out.reserve((to - from + 7) >> 3)
  for (let i = from; i < to; i += 8) {
    let bits = 0
    for (let k = 0; k < 8 && i + k < to; k++) if (values[i + k] !== 0) bits |= 1 << k
    out.bytes[out.length++] = bits
  }
}

function writeBytes(out: ByteBuffer, source: Uint8Array, start: number, end: number): void {
  const length = end - start
  out.reserve(LENGTH_BYTES + length)
  out.setInt32(out.length, length)
  let at = out.length + LENGTH_BYTES
  const { bytes } = out
  // A view costs more than a few dozen bytes.
  if (length > 64) bytes.set(source.subarray(start, end), at)
  else for (let i = start; i < end; i++) bytes[at++] = source[i]
  out.length += LENGTH_BYTES + length
}
