import { ParquetDamage } from '../reading/damage.ts'

const damaged = (): ParquetDamage => new ParquetDamage('the differences in a page are damaged')

export interface DeltaScan {
  /** Where the encoded values end. */
  readonly end: number
  /** Sum of all values: of lengths, how many bytes they stand for. */
  readonly sum: number
  readonly least: number
}

/**
 * Reads `count` values of DELTA_BINARY_PACKED from `bytes[from ...)`. `sum` and `least` are right for lengths; of large values only
 * the form is checked.
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/#DELTAENC
 * @throws ParquetDamage
 */
export function scanDeltas(bytes: Uint8Array, from: number, count: number): DeltaScan {
  let at = from
  const varint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      if (at >= bytes.length || scale > 2 ** 63) throw damaged()
      const byte = bytes[at++]
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
  }
  const zigzag = (): number => {
    const raw = varint()
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2
  }
  const [block, minis, total] = [varint(), varint(), varint()]
  const size = block / minis
  if (total !== count || block === 0 || !Number.isInteger(size) || size % 8 !== 0) throw damaged()
  let value = zigzag()
  let sum = count > 0 ? value : 0
  let least = value
  for (let done = 1; done < count; ) {
    const smallest = zigzag()
    const widths = at
    at += minis
    if (at > bytes.length) throw damaged()
    for (let mini = 0; mini < minis && done < count; mini++) {
      const width = bytes[widths + mini]
      const next = at + (width * size) / 8
      if (width > 64 || next > bytes.length) throw damaged()
      const take = Math.min(size, count - done)
      let bits = 0
      let held = 0
      const scale = 2 ** width
      for (let i = 0, p = at; i < take && width <= 32; i++) {
        while (held < width) {
          bits += bytes[p++] * 2 ** held
          held += 8
        }
        const rest = Math.floor(bits / scale)
        value += smallest + bits - rest * scale
        bits = rest
        held -= width
        sum += value
        if (value < least) least = value
      }
      done += take
      at = next
    }
  }
  return { end: at, sum, least }
}
