import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeInvalidUtf8, isUtf8 } from './utf8.ts'

const escaped = (bytes: readonly number[]): string =>
  Buffer.from(escapeInvalidUtf8(Uint8Array.from(bytes), 0, bytes.length)).toString('utf8')

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

test('every code point is well formed', () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code < 0xe000) continue
    const bytes = Buffer.from(String.fromCodePoint(code), 'utf8')
    if (!isUtf8(bytes, 0, bytes.length)) expect.fail(`U+${code.toString(16)} was refused`)
  }
})

test('judges arbitrary bytes as a strict decoder does', () => {
  const byte = fc.oneof(
    fc.constantFrom(0, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1),
    fc.constantFrom(0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff),
  )
  let valid = 0
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 6 }), values => {
      const bytes = Uint8Array.from([0x80, ...values, 0x80])
      let expected = true
      try {
        strict.decode(Uint8Array.from(values))
        valid++
      } catch {
        expected = false
      }
      expect(isUtf8(bytes, 1, bytes.length - 1)).toBe(expected)
      const mended = escapeInvalidUtf8(bytes, 1, bytes.length - 1)
      expect(() => strict.decode(mended)).not.toThrow()
      if (expected) expect([...mended]).toEqual(values)
    }),
    { seed: 11, numRuns: 20_000 },
  )
  expect(valid).toBeGreaterThan(500)
})

test.each([
  [[0xff], '\\xff'],
  [[0x41, 0x80, 0x42], 'A\\x80B'],
  [[0xe2, 0x82], '\\xe2\\x82'],
  [[0xe2, 0x82, 0xac], '€'],
  [[0xe2, 0xc3, 0xa9], '\\xe2é'],
  [[0xc0, 0xaf], '\\xc0\\xaf'],
  [[0xed, 0xa0, 0x80], '\\xed\\xa0\\x80'],
  [[0xf4, 0x90, 0x80, 0x80], '\\xf4\\x90\\x80\\x80'],
  [[0x00, 0x0f, 0x7f], '\0\x0f\x7f'],
])('%j is written as %s', (bytes, text) => {
  expect(escaped(bytes)).toBe(text)
})
