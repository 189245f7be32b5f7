import { ParquetDamage } from '../../parquet/reading/damage.ts'

/** Wider values are in no file that Millrace wrote. */
const MAX_WIDTH = 24

/**
 * Reads `count` values of `width` bits from `bytes[from .. end)` into `out[at ...]`: Parquet's hybrid of run lengths and bit-packing.
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 * @throws ParquetDamage
 */
export function readHybrid(
  bytes: Uint8Array,
  from: number,
  end: number,
  width: number,
  out: Int32Array,
  at: number,
  count: number,
): void {
  if (width > MAX_WIDTH) throw new ParquetDamage(`it has numbers of ${width} bits, which Millrace does not write`)
  const last = at + count
  let place = at
  let p = from
  while (place < last) {
    let header = 0
    for (let shift = 0; ; shift += 7) {
      if (p >= end || shift > 28) throw endsEarly()
      const byte = bytes[p++]
      header |= (byte & 0x7f) << shift
      if (byte < 0x80) break
    }
    if ((header & 1) === 0) {
      let value = 0
      for (let shift = 0; shift < width; shift += 8) value |= bytes[p++] << shift
      if (p > end || header === 0) throw endsEarly()
      const stop = Math.min(last, place + (header >>> 1))
      out.fill(value, place, stop)
      place = stop
      continue
    }
    const packed = (header >>> 1) * width
    const stop = Math.min(last, place + (header >>> 1) * 8)
    // Some writers leave out what would follow the last value.
    if (p + Math.ceil(((stop - place) * width) / 8) > end) throw endsEarly()
    unpack(bytes, p, width, out, place, stop)
    p += packed
    place = stop
  }
}

function unpack(bytes: Uint8Array, from: number, width: number, out: Int32Array, at: number, stop: number): void {
  if (width === 8) {
    for (let i = at, p = from; i < stop; i++) out[i] = bytes[p++]
    return
  }
  const mask = (1 << width) - 1
  let bits = 0
  let count = 0
  let p = from
  for (let i = at; i < stop; i++) {
    while (count < width) {
      bits |= bytes[p++] << count
      count += 8
    }
    out[i] = bits & mask
    bits >>>= width
    count -= width
  }
}

/** The value that all `count` have, where a single run says so; -1 otherwise. */
export function constantOf(bytes: Uint8Array, from: number, width: number, count: number): number {
  let header = 0
  let p = from
  for (let shift = 0; shift <= 28; shift += 7) {
    const byte = bytes[p++]
    header |= (byte & 0x7f) << shift
    if (byte < 0x80) break
  }
  if ((header & 1) === 1 || header >>> 1 < count) return -1
  let value = 0
  for (let shift = 0; shift < width; shift += 8) value |= bytes[p++] << shift
  return value
}

const endsEarly = (): ParquetDamage => new ParquetDamage('a page ends too early')
