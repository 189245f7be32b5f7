import { int64Words, readInt64 } from '@millrace/columns'
import { bitWidth, MAX_PACKED_BITS, packGroup } from './bit-packing.ts'
import type { ByteBuffer } from './byte-buffer.ts'

const BLOCK = 128
const MINIBLOCK = 32
const MINIBLOCKS = BLOCK / MINIBLOCK
/** Beyond it sums and differences of doubles may be inexact. */
const LARGEST = 2 ** 51

const deltas = new Float64Array(BLOCK)
const excess = new Int32Array(BLOCK)

/**
 * Appends `values[from .. to)` as DELTA_BINARY_PACKED; false, with nothing appended, when differences are so unlike each other that the
 * encoding is not for them.
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/#DELTAENC
 */
export function writeDeltas(out: ByteBuffer, values: BigInt64Array, from: number, to: number): boolean {
  const words = int64Words(values)
  const start = out.length
  out.varint(BLOCK)
  out.varint(MINIBLOCKS)
  out.varint(to - from)
  let last = from < to ? readInt64(words, from) : 0
  out.zigzag(last)
  let safe = Math.abs(last) <= LARGEST
  for (let i = from + 1; i < to && safe; i += BLOCK) {
    const count = Math.min(BLOCK, to - i)
    let least = Number.POSITIVE_INFINITY
    for (let k = 0; k < count; k++) {
      const value = readInt64(words, i + k)
      if (value > LARGEST || value < -LARGEST) safe = false
      deltas[k] = value - last
      if (deltas[k] < least) least = deltas[k]
      last = value
    }
    safe &&= writeBlock(out, count, least)
  }
  if (!safe) out.length = start
  return safe
}

function writeBlock(out: ByteBuffer, count: number, least: number): boolean {
  out.zigzag(least)
  out.reserve(MINIBLOCKS + BLOCK * 3)
  const { bytes } = out
  const widths = out.length
  let at = widths + MINIBLOCKS
  for (let mini = 0; mini < MINIBLOCKS; mini++) {
    const from = mini * MINIBLOCK
    const to = Math.min(from + MINIBLOCK, count)
    let most = 0
    for (let k = from; k < to; k++) {
      const more = deltas[k] - least
      if (more > most) most = more
      excess[k] = more
    }
    if (most >= 2 ** MAX_PACKED_BITS) return false
    const width = bitWidth(most)
    bytes[widths + mini] = width
    // A miniblock is whole or not there at all.
    if (width > 0) for (let k = from; k < from + MINIBLOCK; k += 8) at = packGroup(bytes, at, excess, k, to, width)
  }
  out.length = at
  return true
}
