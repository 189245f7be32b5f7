import { ParquetDamage } from '../reading/damage.ts'

const damaged = (): ParquetDamage => new ParquetDamage('a page cannot be decompressed (lz4)')

/** One LZ4 block of `size` bytes. https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md @throws ParquetDamage */
export function decompressLz4Block(block: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size)
  let from = 0
  let to = 0
  const length = (nibble: number): number => {
    let total = nibble
    if (nibble !== 15) return total
    for (let byte = 255; byte === 255; total += byte) {
      if (from >= block.length) throw damaged()
      byte = block[from++]
    }
    return total
  }
  while (from < block.length) {
    const token = block[from++]
    const literals = length(token >> 4)
    if (from + literals > block.length || to + literals > size) throw damaged()
    out.set(block.subarray(from, from + literals), to)
    from += literals
    to += literals
    if (from === block.length) break
    if (from + 2 > block.length) throw damaged()
    const back = block[from] | (block[from + 1] << 8)
    from += 2
    const match = length(token & 15) + 4
    if (back === 0 || back > to || to + match > size) throw damaged()
    for (let i = 0; i < match; i++, to++) out[to] = out[to - back]
  }
  if (to !== size) throw damaged()
  return out
}

/** Hadoop's framing of blocks, each after its two sizes; what has none is one block, as other writers of the codec LZ4 have it. */
export function decompressLz4Hadoop(page: Uint8Array, size: number): Uint8Array {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  const parts: Uint8Array[] = []
  let at = 0
  let total = 0
  while (at + 8 <= page.length) {
    const [raw, packed] = [view.getUint32(at), view.getUint32(at + 4)]
    if (total + raw > size || at + 8 + packed > page.length) return decompressLz4Block(page, size)
    parts.push(decompressLz4Block(page.subarray(at + 8, at + 8 + packed), raw))
    total += raw
    at += 8 + packed
  }
  return at === page.length && total === size ? Buffer.concat(parts) : decompressLz4Block(page, size)
}
