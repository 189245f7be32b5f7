import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LineSplitter, type LineSplitterOptions, type StreamLineBlock } from './line-splitter.ts'
import { arbitraryCuts } from './testing/arbitrary-lines.ts'
import { referenceLines } from './testing/reference-parser.ts'

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))

/** Each line with its number and position in the stream, and the blocks themselves. */
function split(chunks: Iterable<Uint8Array>, options?: LineSplitterOptions) {
  const splitter = new LineSplitter(options)
  const lines: { number: number; position: number; text: string }[] = []
  const blocks: StreamLineBlock[] = []
  const take = (block: StreamLineBlock) => {
    blocks.push(block)
    for (let i = 0; i < block.count; i++) {
      const text = Buffer.from(block.bytes.subarray(block.starts[i], block.ends[i])).toString('latin1')
      lines.push({ number: block.firstLine + i, position: block.position + block.starts[i], text })
    }
  }
  for (const chunk of chunks) splitter.push(chunk, take)
  splitter.end(take)
  return { lines, blocks, splitter, texts: lines.map(line => line.text) }
}

describe('LineSplitter', () => {
  test.each([
    ['', []],
    ['\n', ['']],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\nb', ['a', 'b']],
    ['a\n\n\nb\n', ['a', '', '', 'b']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['a\r\r\n\r\n', ['a\r', '']],
    ['a\rb\nc\r', ['a\rb', 'c']],
    ['\0\n\xff\n', ['\0', '\xff']],
    ['\xef\xbb\xbfa\n\xef\xbb\xbfb\n', ['a', '\xef\xbb\xbfb']],
    ['\xef\xbb\xbf', ['']],
    ['\xef\xbb\n', ['\xef\xbb']],
  ])('%j has the lines %j', (text, expected) => {
    expect(split([bytesOf(text)]).texts).toEqual(expected)
    expect(split([...bytesOf(text)].map(byte => Uint8Array.of(byte))).texts).toEqual(expected)
  })

  test('lines, numbers and positions do not depend on chunks or block size, and lead back to the bytes', () => {
    const stream = fc.array(fc.constantFrom(...bytesOf('\n\n\r\rab')), { maxLength: 120 }).map(b => Uint8Array.from(b))
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 })
    fc.assert(
      fc.property(stream, shares, fc.integer({ min: 1, max: 9 }), (bytes, cuts, maxBlockLines) => {
        const whole = split([bytes])
        expect(whole.texts).toEqual(referenceLines(bytes).map(line => Buffer.from(line).toString('latin1')))
        const { lines, blocks, splitter } = split(arbitraryCuts(bytes, cuts), { maxBlockLines })
        expect(lines).toEqual(whole.lines)
        expect(lines.map(line => line.number)).toEqual([...lines.keys()])
        for (const { position, text } of lines) {
          expect(Buffer.from(bytes.subarray(position, position + text.length)).toString('latin1')).toBe(text)
        }
        for (const { count } of blocks) expect(count).toBeLessThanOrEqual(maxBlockLines)
        blocks.forEach((block, i) => {
          const next = blocks[i + 1]
          if (next) expect(block.nextPosition).toBe(next.position + next.starts[0])
        })
        expect(splitter.position).toBe(bytes.length)
        expect(splitter.line).toBe(lines.length)
      }),
      { seed: 3, numRuns: 1000 },
    )
  })

  test('large chunks give the same lines as small ones', () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => `line ${i} ${'x'.repeat(i % 60)}`)
    const bytes = bytesOf(lines.join('\r\n'))
    for (const size of [1_000, 300_000, 300_001, 1_000_003, bytes.length]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      )
      const result = split(chunks)
      expect(result.texts.join('\n')).toBe(lines.join('\n'))
      expect(result.lines.every(line => bytes[line.position] === 0x6c)).toBe(true)
      expect(result.splitter.position).toBe(bytes.length)
    }
  })

  test('resumes at a position and line, and says where the line under way begins', () => {
    const splitter = new LineSplitter({ position: 1000, line: 50 })
    const blocks: StreamLineBlock[] = []
    splitter.push(bytesOf('ab\ncd'), block => blocks.push(block))
    expect(blocks).toMatchObject([{ position: 1000, nextPosition: 1003, firstLine: 50, count: 1 }])
    expect([splitter.position, splitter.line, splitter.pendingBytes]).toEqual([1003, 51, 2])
    splitter.push(bytesOf('ef\n'), block => blocks.push(block))
    expect(blocks[1]).toMatchObject({ position: 1003, nextPosition: 1008, firstLine: 51, count: 1 })
    expect([splitter.position, splitter.line, splitter.pendingBytes]).toEqual([1008, 52, 0])
  })

  test('keeps nothing of a chunk that its owner writes again', () => {
    const lines: string[] = []
    const splitter = new LineSplitter()
    const take = (block: StreamLineBlock) => {
      for (let i = 0; i < block.count; i++) {
        lines.push(Buffer.from(block.bytes.subarray(block.starts[i], block.ends[i])).toString())
      }
    }
    const buffer = new Uint8Array(4)
    for (const text of ['one ', 'two\n', 'thre', 'e\nx\n']) {
      buffer.set(bytesOf(text))
      splitter.push(buffer, take)
    }
    expect(lines).toEqual(['one two', 'three', 'x'])
  })

  test('takes long lines in small chunks in linear time', () => {
    const long = Buffer.alloc(20_000_000, 'x')
    const stream = new Uint8Array(Buffer.concat([Buffer.from('a\n'), long, Buffer.from('\r\nb\n'), long]))
    const chunks = Array.from({ length: Math.ceil(stream.length / 256) }, (_, i) =>
      stream.subarray(i * 256, (i + 1) * 256),
    )
    const { lines } = split(chunks)
    expect(lines.map(line => [line.position, line.text.length])).toEqual([
      [0, 1],
      [2, 20_000_000],
      [20_000_004, 1],
      [20_000_006, 20_000_000],
    ])
  })

  test('keeps only the beginning of a line above the limit, and says how much is missing', () => {
    const bytes = bytesOf('abc\n12345678\r\nabcd\nxyz\n123456')
    const expected = [
      [0, 'abc', 0],
      [4, '1234', 5],
      [14, 'abcd', 0],
      [19, 'xyz', 0],
      [23, '1234', 2],
    ]
    for (let size = 1; size <= bytes.length; size++) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      )
      const { blocks } = split(chunks, { maxLineBytes: 4 })
      const lines = blocks.flatMap(block =>
        Array.from({ length: block.count }, (_, i) => [
          block.position + block.starts[i],
          Buffer.from(block.bytes.subarray(block.starts[i], block.ends[i])).toString('latin1'),
          i === block.count - 1 ? block.omittedBytes : 0,
        ]),
      )
      expect(lines).toEqual(expected)
      expect(blocks[blocks.length - 1].nextPosition).toBe(bytes.length)
    }
  })
})
