import { ParquetDamage } from '../reading/damage.ts'

export interface HybridScan {
  /** Largest of the values; -1 of none. */
  readonly largest: number
  /** How many have the value that was asked for. */
  readonly matching: number
}

/**
 * Reads `count` values of `width` bits from `bytes[from .. end)`, in Parquet's hybrid of run lengths and bit-packing.
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 * @throws ParquetDamage
 */
export function scanHybrid(
  bytes: Uint8Array,
  from: number,
  end: number,
  width: number,
  count: number,
  match: number,
): HybridScan {
  let at = from
  let seen = 0
  let largest = -1
  let matching = 0
  while (seen < count) {
    let header = 0
    for (let scale = 1; ; scale *= 128) {
      if (at >= end || scale > 2 ** 28) throw endsEarly()
      const byte = bytes[at++]
      header += (byte & 0x7f) * scale
      if (byte < 0x80) break
    }
    if (header % 2 === 0) {
      const size = (width + 7) >> 3
      if (header === 0 || at + size > end) throw endsEarly()
      let value = 0
      for (let i = size - 1; i >= 0; i--) value = value * 256 + bytes[at + i]
      at += size
      const run = Math.min(header / 2, count - seen)
      if (value > largest) largest = value
      if (value === match) matching += run
      seen += run
      continue
    }
    const groups = (header - 1) / 2
    const take = Math.min(groups * 8, count - seen)
    // Some writers leave out what would follow the last value.
    if (at + Math.ceil((take * width) / 8) > end) throw endsEarly()
    const unpacked = width <= MOST_SHIFTED ? shifted(bytes, at, width, take) : divided(bytes, at, width, take)
    for (let i = 0; i < take; i++) {
      const value = unpacked[i]
      if (value > largest) largest = value
      if (value === match) matching++
    }
    at += groups * width
    seen += take
  }
  return { largest, matching }
}

/** Widths up to this one, and the seven bits of a byte before, fit into the 32 bits of a shift. */
const MOST_SHIFTED = 24

/** Taken again and again; a page has no more values than fit. */
let scratch = new Float64Array(1024)
let words = new Int32Array(1024)

function shifted(bytes: Uint8Array, from: number, width: number, count: number): Int32Array {
  if (words.length < count) words = new Int32Array(count)
  const mask = (1 << width) - 1
  let bits = 0
  let held = 0
  for (let i = 0, p = from; i < count; i++) {
    while (held < width) {
      bits |= bytes[p++] << held
      held += 8
    }
    words[i] = bits & mask
    bits >>>= width
    held -= width
  }
  return words
}

/** By arithmetic, for widths up to 32. */
function divided(bytes: Uint8Array, from: number, width: number, count: number): Float64Array {
  if (scratch.length < count) scratch = new Float64Array(count)
  const scale = 2 ** width
  let bits = 0
  let held = 0
  for (let i = 0, p = from; i < count; i++) {
    while (held < width) {
      bits += bytes[p++] * 2 ** held
      held += 8
    }
    const rest = Math.floor(bits / scale)
    scratch[i] = bits - rest * scale
    bits = rest
    held -= width
  }
  return scratch
}

const endsEarly = (): ParquetDamage => new ParquetDamage('a page ends too early')
