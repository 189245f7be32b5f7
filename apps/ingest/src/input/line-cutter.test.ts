import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type CutPart, LineCutter } from './line-cutter.ts'

const MAX = 12

/** The slow, obvious way. */
function expected(text: string): string[] {
  const lines = text.split('\n')
  if (lines[lines.length - 1] === '') lines.pop()
  return lines.map(line => (line.length > MAX ? `!${line}` : line.replace(/\r$/, '')))
}

function cut(text: string, sizes: readonly number[]): { lines: string[]; bytes: string } {
  const cutter = new LineCutter(MAX)
  const lines: string[] = []
  let bytes = ''
  let long = ''
  const take = (parts: CutPart[]): void => {
    for (const part of parts) {
      if (part.kind === 'lines') {
        const { block } = part
        bytes += Buffer.from(block.bytes.subarray(part.from, part.to)).toString('latin1')
        for (let i = 0; i < block.count; i++) {
          expect(block.starts[i]).toBeGreaterThanOrEqual(part.from)
          lines.push(Buffer.from(block.bytes.subarray(block.starts[i], block.ends[i])).toString('latin1'))
        }
      } else {
        bytes += Buffer.from(part.bytes).toString('latin1')
        expect(part.first).toBe(long === '')
        long += Buffer.from(part.bytes.subarray(0, part.bytes.length - part.terminator)).toString('latin1')
        if (part.last) {
          lines.push(`!${long}`)
          long = ''
        }
      }
    }
  }
  const all = Buffer.from(text, 'latin1')
  let at = 0
  for (let i = 0; at < all.length; i++) {
    const size = sizes[i % sizes.length]
    take(cutter.push(all.subarray(at, at + size)))
    at += size
  }
  take(cutter.finish())
  return { lines, bytes }
}

it('gives the same lines and covers every byte, whatever the chunking', () => {
  const character = fc.constantFrom('a', 'b', '\r', '\n', '\n', ' ', '\u00ff', '\0')
  const text = fc.array(character, { maxLength: 120 }).map(letters => letters.join(''))
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(text, sizes, (input, chunks) => {
      const { lines, bytes } = cut(input, chunks)
      expect(lines).toEqual(expected(input))
      expect(bytes).toBe(input)
    }),
    { numRuns: 500 },
  )
})

it('passes a long line on in parts and holds no more than a chunk above the limit', () => {
  const cutter = new LineCutter(100)
  for (let i = 0; i < 50; i++) {
    cutter.push(Buffer.alloc(60, 97))
    expect(cutter.heldBytes).toBeLessThanOrEqual(100)
  }
  const parts = cutter.push(Buffer.from('\nnext\n'))
  expect(parts.map(part => part.kind)).toEqual(['oversize', 'lines'])
})
