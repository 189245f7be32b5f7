import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { cutToWidth, displayWidth, padToWidth } from './display-width.ts'

test('every character takes the columns that the library gives it, alone and between others', () => {
  const wrong: string[] = []
  for (let code = 0x20; code < 0x3000; code++) {
    const character = String.fromCodePoint(code)
    for (const text of [character, `a${character}`, `${character}é▇`])
      if (displayWidth(text) !== stringWidth(text)) wrong.push(`U+${code.toString(16)}`)
  }
  expect(wrong).toEqual([])
})

test('wide characters are two columns, an emoji of several code points as well', () => {
  expect(['日本', '👩‍👩‍👧', 'e\u0301', '▇▇ 12 %'].map(displayWidth)).toEqual([4, 2, 1, 7])
  expect(cutToWidth('日本語', 5)).toBe('日本…')
  expect(padToWidth('日本', 6, true)).toBe('  日本')
})
