import { expect, test } from 'vitest'
import { caretText } from './caret-text.ts'

test.each([
  ['select nope', 'nope', '  select nope\n         ^^^^\n'],
  ['select 1,\n\tnope, 2\nfrom x', 'nope', '   nope, 2\n   ^^^^\n'],
  ['select ', '', '  select \n         ^\n'],
  // Two columns each.
  ["select '日本', nope", 'nope', "  select '日本', nope\n                 ^^^^\n"],
  ['select 1 as 日本', '日本', '  select 1 as 日本\n              ^^^^\n'],
  [
    "select '\u001b[31m\u202e', nope",
    'nope',
    "  select '\\x1b[31m\\u{202e}', nope\n                             ^^^^\n",
  ],
])('%j', (text, place, expected) => {
  const start = place === '' ? text.length : text.indexOf(place)
  expect(caretText(text, start, place.length)).toBe(expected)
})
