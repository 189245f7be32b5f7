import { int64Words, writeInt64 } from '@millrace/columns'
import { ParquetDamage } from '../../parquet/reading/damage.ts'

/** Beyond it sums of doubles may be inexact; Millrace writes no such differences. */
const LARGEST = 2 ** 52

/**
 * Reads `count` values of DELTA_BINARY_PACKED into `out[at ...]`.
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/#DELTAENC
 * @throws ParquetDamage
 */
export function readDeltas(page: Uint8Array, from: number, out: BigInt64Array, at: number, count: number): void {
  const words = int64Words(out)
  let p = from
  const varint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      if (p >= page.length || scale > 2 ** 49) throw new ParquetDamage('a page of differences is damaged')
      const byte = page[p++]
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
  }
  const zigzag = (): number => {
    const raw = varint()
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2
  }
  const block = varint()
  const minis = varint()
  const total = varint()
  const size = block / minis
  if (total !== count || !(size > 0) || size % 8 !== 0) throw new ParquetDamage('a page of differences is damaged')
  let value = zigzag()
  if (count > 0) writeInt64(words, at, value)
  for (let done = 1; done < count; ) {
    const least = zigzag()
    const widths = p
    p += minis
    for (let mini = 0; mini < minis && done < count; mini++) {
      const width = page[widths + mini]
      if (width > 24 || p + (width * size) / 8 > page.length)
        throw new ParquetDamage('a page of differences is damaged, or Millrace did not write it')
      const stop = Math.min(count, done + size)
      const mask = (1 << width) - 1
      let bits = 0
      let held = 0
      let next = p
      for (; done < stop; done++) {
        while (held < width) {
          bits |= page[next++] << held
          held += 8
        }
        value += least + (bits & mask)
        bits >>>= width
        held -= width
        writeInt64(words, at + done, value)
      }
      p += (width * size) / 8
    }
    if (Math.abs(value) > LARGEST) throw new ParquetDamage('a page has differences that Millrace does not write')
  }
}
