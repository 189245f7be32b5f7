import { constants, gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { compressionOf, decompress } from './compression.ts'

const texts = [0, 1, 2].map(member => {
  let text = ''
  for (let i = 0; i < 4000; i++) text += `line ${member} ${i} ${(i * 2654435761) % 4294967296}\n`
  return Buffer.from(text)
})
const whole = Buffer.concat(texts)

async function* chunks(bytes: Uint8Array, ...cuts: number[]): AsyncGenerator<Uint8Array> {
  const ends = [...cuts, bytes.length]
  let from = 0
  for (const end of ends) {
    yield bytes.subarray(from, end)
    from = end
  }
}

async function gather(source: AsyncIterable<Uint8Array>): Promise<{ bytes: Buffer; error: unknown }> {
  const parts: Uint8Array[] = []
  try {
    for await (const part of source) parts.push(part)
  } catch (error) {
    return { bytes: Buffer.concat(parts), error }
  }
  return { bytes: Buffer.concat(parts), error: null }
}

const formats = [
  { name: 'gzip', compress: (bytes: Uint8Array) => gzipSync(bytes) },
  { name: 'zstd', compress: (bytes: Uint8Array) => zstdCompressSync(bytes) },
] as const

for (const { name, compress } of formats) {
  const members = texts.map(compress)
  const file = Buffer.concat(members)

  it(`${name}: is known by its first bytes`, () => expect(compressionOf(file, 'a')).toBe(name))

  it(`${name}: every member is read, wherever the chunks end`, async () => {
    const first = members[0].length
    const cuts = [[], [first], [first - 1], [first + 1], [first, first + 1, first + 2, first + members[1].length]]
    for (const at of cuts) {
      const { bytes, error } = await gather(decompress(chunks(file, ...at), name))
      expect(error).toBeNull()
      expect(bytes.equals(whole)).toBe(true)
    }
  })

  it(`${name}: an input cut short gives what came before, then an error`, async () => {
    for (const end of [file.length - 1, file.length - 9, members[0].length + 40, 30_000]) {
      const { bytes, error } = await gather(decompress(chunks(file.subarray(0, end), 10_000, 20_000), name))
      expect(error).toBeInstanceOf(Error)
      expect(bytes.equals(whole.subarray(0, bytes.length))).toBe(true)
    }
  })
}

it.each([
  [
    'bzip2',
    'bzcat',
    '425a68393141592653594eece83600000251800010400006449080200031064c4101a7a9a580bb9431f8bb9229c28482776741b0',
  ],
  ['bzip2', 'bzcat', '425a683917724538509000000000'],
  ['xz', 'xzcat', 'fd377a585a000004e6d6b446'],
])('%s is refused with the way to read it', (name, tool, bytes) => {
  const start = Buffer.from(bytes, 'hex')
  const text = `is compressed with ${name}, which is not read; pipe it through ${tool} into -.`
  const code = 'MILLRACE_INPUT_DAMAGED'
  expect(() => compressionOf(start, 'a.log')).toThrow(
    expect.objectContaining({ code, message: `The content of a.log ${text}` }),
  )
  expect(() => compressionOf(start, '-')).toThrow(`The content of standard input ${text}`)
})

it('a host named like the magic bytes of bzip2 is text', () => {
  for (const text of ['BZh9.example - -', 'BZh', 'BZh91.example', ''])
    expect(compressionOf(Buffer.from(text), 'a')).toBe('none')
})

it('gzip cut short gives exactly what zlib can still decompress', async () => {
  const file = gzipSync(whole)
  for (const part of [0.2, 0.5, 0.9, 0.999]) {
    const cut = file.subarray(0, Math.floor(file.length * part))
    const { bytes } = await gather(decompress(chunks(cut, 5000), 'gzip'))
    expect(bytes.equals(gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH }))).toBe(true)
  }
})

it('zeros after a gzip member are padding; bytes that are no gzip are damage', async () => {
  const padded = await gather(decompress(chunks(Buffer.concat([gzipSync('a\n'), Buffer.alloc(512)])), 'gzip'))
  expect(padded).toEqual({ bytes: Buffer.from('a\n'), error: null })
  const damaged = await gather(decompress(chunks(Buffer.concat([zstdCompressSync('a\n'), whole])), 'zstd'))
  expect(damaged.bytes.toString()).toBe('a\n')
  expect(damaged.error).toBeInstanceOf(Error)
})
