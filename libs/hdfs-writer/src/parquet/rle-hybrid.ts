import { packGroup } from './bit-packing.ts'
import type { ByteBuffer } from './byte-buffer.ts'

/** Groups of eight in a bit-packed run: as many as its header tells in one byte. */
const MAX_GROUPS = 63

/**
 * Appends `values[from .. to)`, each of at most `width` (up to 24) bits, in Parquet's hybrid of run lengths and bit-packing.
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 */
export function writeHybrid(out: ByteBuffer, values: Int32Array, from: number, to: number, width: number): void {
  // A run of a value takes less than the groups in its stead would.
  out.reserve(Math.ceil((to - from) / 8) * (width + 1) + 16)
  const { bytes } = out
  // Shorter runs take less room among packed values.
  const shortest = width === 0 ? 1 : Math.max(8, Math.ceil(32 / width))
  let at = out.length
  /** Where the header of the packed run under way is; -1 without one. */
  let header = -1
  let groups = 0
  for (let i = from; i < to; ) {
    const value = values[i]
    let end = i + 1
    while (end < to && values[end] === value) end++
    if (end - i >= shortest) {
      if (header >= 0) bytes[header] = (groups << 1) | 1
      header = -1
      at = writeRun(bytes, at, end - i, value, width)
      i = end
      continue
    }
    if (header < 0 || groups === MAX_GROUPS) {
      if (header >= 0) bytes[header] = (groups << 1) | 1
      header = at++
      groups = 0
    }
    at = packGroup(bytes, at, values, i, to, width)
    groups++
    i += 8
  }
  if (header >= 0) bytes[header] = (groups << 1) | 1
  out.length = at
}

/** Appends `count` times the same value. */
export function writeHybridRun(out: ByteBuffer, value: number, count: number, width: number): void {
  if (count === 0) return
  out.reserve(16)
  out.length = writeRun(out.bytes, out.length, count, value, width)
}

function writeRun(bytes: Uint8Array, at: number, count: number, value: number, width: number): number {
  let p = at
  // Of 2^31 values and more the header would not fit an int; no row group has them.
  let rest = count << 1
  for (; rest >= 128; rest >>>= 7) bytes[p++] = (rest & 127) | 128
  bytes[p++] = rest
  for (let bits = 0; bits < width; bits += 8) bytes[p++] = value >> bits
  return p
}
