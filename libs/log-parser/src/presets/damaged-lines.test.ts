import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFormatParser } from '../create-format-parser.ts'
import { formatLayout } from '../format-layout.ts'
import { arbitraryCuts, damaged } from '../testing/arbitrary-lines.ts'
import { blockOf, everything, parseChunks } from '../testing/rows.ts'
import { presetNames } from './presets.ts'
import { SAMPLES } from './samples.ts'

/** What the lines are, without comments. */
const rowsOf = (...parameters: Parameters<typeof parseChunks>) =>
  parseChunks(...parameters).filter(row => row !== undefined)

describe.each(presetNames)('preset %s', preset => {
  const format = { preset }
  const { schema, reasons, create } = formatLayout(format)
  const lines = fc.array(damaged(fc.constantFrom(...SAMPLES[preset].lines.map(line => Buffer.from(line)))), {
    maxLength: 8,
  })
  const streams = lines.map(parts => new Uint8Array(Buffer.concat(parts.flatMap(part => [part, Buffer.from('\n')]))))

  test('damaged lines: the same rows however the stream is cut', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 })
    fc.assert(
      fc.property(streams, shares, (stream, cuts) => {
        const parser = createFormatParser(format, everything(schema))
        const whole = rowsOf(parser, [stream])
        parser.begin?.()
        expect(rowsOf(parser, arbitraryCuts(stream, cuts))).toEqual(whole)
      }),
      { seed: 3, numRuns: 60 },
    )
  })

  test('every line is a row, malformed or a comment, whatever is asked for', () => {
    fc.assert(
      fc.property(lines, block => {
        const parts = blockOf(block)
        const all = create(everything(schema)).parse(parts)
        const none = create({}).parse(parts)
        const comments =
          preset === 'iis' || preset === 'w3c' || preset === 'aws_cloudfront'
            ? block.filter(line => line[0] === 0x23).length
            : 0
        expect(all.length + all.malformed.count + comments).toBe(block.length)
        expect([none.length, none.rows, none.malformed]).toEqual([all.length, all.rows, all.malformed])
        expect([...all.malformed.reasons].every(reason => reason < reasons.length)).toBe(true)
        const validity = create(Object.fromEntries(schema.map(({ name }) => [name, 'validity' as const]))).parse(parts)
        for (const { name, type } of schema) {
          expect(all.columns[name]).toMatchObject({ type, length: all.length })
          expect([name, validity.columns[name].nullCount]).toEqual([name, all.columns[name].nullCount])
        }
      }),
      { seed: 5, numRuns: 60 },
    )
  })
})

test('a header in the middle of a stream changes what the fields are', () => {
  const parser = createFormatParser({ preset: 'w3c' }, { host: 'values', bytes: 'values', status: 'values' })
  const text = [
    '2024-01-01 00:00:00 1.1.1.1 200',
    '#Fields: date time c-ip sc-status',
    '2024-01-01 00:00:00 1.1.1.1 200',
    '2024-01-01 00:00:00 1.1.1.1 200 7',
    '#fields:\tdate\ttime\tsc-status\tsc-bytes\tc-ip',
    '2024-01-01\t00:00:01\t404\t7\t2.2.2.2',
  ].join('\n')
  const rows = [
    'fields',
    { host: '1.1.1.1', status: 200, bytes: null },
    'fields',
    { host: '2.2.2.2', status: 404, bytes: 7n },
  ]
  expect(rowsOf(parser, [Buffer.from(text)])).toEqual(rows)
  parser.begin?.()
  expect(parseChunks(parser, [Buffer.from(text)])[0]).toBe('fields')
})
