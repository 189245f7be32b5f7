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
    let bits = 0
    let held = 0
    const scale = 2 ** width
    for (let i = 0, p = at; i < take; i++) {
      // By arithmetic: 32 bits and up to seven more do not fit into an int32.
      while (held < width) {
        bits += bytes[p++] * 2 ** held
        held += 8
      }
      const rest = Math.floor(bits / scale)
      const value = bits - rest * scale
      bits = rest
      held -= width
      if (value > largest) largest = value
      if (value === match) matching++
    }
    at += groups * width
    seen += take
  }
  return { largest, matching }
}

const endsEarly = (): ParquetDamage => new ParquetDamage('a page ends too early')
