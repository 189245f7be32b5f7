import { expect, test } from 'vitest'
import { jsonText } from './json-text.ts'

const HOSTILE = 'a\u0000\u001b[2J\u007f\u009b\u202e\u2066\u200b\ufeff\u2028\u{e0001}\ud800"\\<b>é日😀'

test('the same value for whoever parses it, nothing for a terminal to obey', () => {
  const value = { [HOSTILE]: [HOSTILE, 1, null] }
  const text = jsonText(value)
  expect(JSON.parse(text)).toEqual(value)
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
  expect(text).toContain('\\u009b\\u202e')
  expect(text).toContain('é日😀')
})
