const encoder = new TextEncoder()

/** Many short texts as UTF-8 in one array: text i is `bytes[offsets[i] .. offsets[i + 1])`. */
export interface BytePool {
  readonly bytes: Uint8Array
  readonly offsets: Int32Array
}

export function bytePool(texts: readonly string[]): BytePool {
  const encoded = texts.map(text => encoder.encode(text))
  const offsets = new Int32Array(texts.length + 1)
  encoded.forEach((text, i) => {
    offsets[i + 1] = offsets[i] + text.length
  })
  const bytes = new Uint8Array(offsets[texts.length])
  encoded.forEach((text, i) => {
    bytes.set(text, offsets[i])
  })
  return { bytes, offsets }
}

/** Text i as a string, for the rare places that need one. */
export const textOf = (pool: BytePool, i: number): string =>
  new TextDecoder().decode(pool.bytes.subarray(pool.offsets[i], pool.offsets[i + 1]))
