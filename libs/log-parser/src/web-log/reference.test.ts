import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLineParser } from '../create-line-parser.ts'
import { arbitraryCuts, arbitraryLine } from '../testing/arbitrary-lines.ts'
import { referenceLines, referenceParse } from '../testing/reference-parser.ts'
import { everything, parseChunks, parseLines, type Row } from '../testing/rows.ts'
import { webLogSchema } from './schema.ts'

const judged = (outcome: Row | string): Row | 'malformed' => (typeof outcome === 'string' ? 'malformed' : outcome)

describe.each(['weblog', 'common', 'combined'])('preset %s', preset => {
  test('agrees with the reference parser on built and damaged lines', () => {
    let parsed = 0
    let total = 0
    fc.assert(
      fc.property(fc.array(arbitraryLine, { minLength: 1, maxLength: 12 }), lines => {
        const expected = lines.map(line => referenceParse(line, preset) ?? 'malformed')
        const parser = createLineParser({ preset }, everything(webLogSchema))
        expect(parseLines(parser, lines).map(judged)).toEqual(expected)
        total += lines.length
        parsed += expected.filter(row => row !== 'malformed').length
      }),
      { seed: 1995, numRuns: 1500 },
    )
    // Both kinds must be common for the comparison to mean something.
    expect(parsed).toBeGreaterThan(total * 0.05)
    expect(parsed).toBeLessThan(total * 0.9)
  })
})

test('the rows of a stream do not depend on how it is cut into chunks', () => {
  const terminator = fc.constantFrom('\n', '\r\n', '\n', '\r\r\n')
  const stream = fc
    .tuple(fc.array(fc.tuple(arbitraryLine, terminator), { maxLength: 10 }), fc.boolean())
    .map(([lines, unterminated]) => {
      const parts = lines.flatMap(([line, end]) => [line, Buffer.from(end)])
      return new Uint8Array(Buffer.concat(unterminated ? parts.slice(0, -1) : parts))
    })
  const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 })
  fc.assert(
    fc.property(stream, shares, (bytes, cuts) => {
      const parser = createLineParser({ preset: 'weblog' }, everything(webLogSchema))
      const whole = parseChunks(parser, [bytes])
      expect(whole.map(judged)).toEqual(referenceLines(bytes).map(line => referenceParse(line) ?? 'malformed'))
      expect(parseChunks(parser, arbitraryCuts(bytes, cuts))).toEqual(whole)
      expect(
        parseChunks(
          parser,
          Array.from(bytes, byte => Uint8Array.of(byte)),
        ),
      ).toEqual(whole)
    }),
    { seed: 7, numRuns: 400 },
  )
})
