import { expect, test } from 'vitest'
import { csvCell, cutToWidth, displayWidth, htmlText, padToWidth, printable } from './index.ts'

test('unprintable characters are named, printable ones of every script stay', () => {
  expect(printable('a\u0000\r\n\u009b\ufeff\u2028\u{e0001}\ud800')).toBe(
    'a\\x00\\x0d\\x0a\\x9b\\u{feff}\\u{2028}\\u{e0001}\\u{d800}',
  )
  expect(printable('Größe 日本 😀 \\x1b')).toBe('Größe 日本 😀 \\x1b')
  expect(printable('a\u202eb\u2066c\u200bd\u3164e')).toBe('a\\u{202e}b\\u{2066}c\\u{200b}d\\u{3164}e')
})

test('HTML is text', () => {
  expect(htmlText(`<script>alert("1")</script>&amp;'\u202e\u001b[2J`)).toBe(
    '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;&#39;\\u{202e}\\x1b[2J',
  )
})

test.each([
  ['plain /path?a=b', 'plain /path?a=b'],
  ['say "hi", twice', '"say ""hi"", twice"'],
  ['=cmd|calc', "'=cmd|calc"],
  ['+1', "'+1"],
  ['-1+2', "'-1+2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['＝1+1', "'＝1+1"],
  ['\t=1+1', '\\x09=1+1'],
  [' =1+1', "' =1+1"],
  [' blank', '" blank"'],
  ['=HYPERLINK("x","y")', `"'=HYPERLINK(""x"",""y"")"`],
  ['two\r\nlines\u001b[31m', 'two\\x0d\\x0alines\\x1b[31m'],
])('%j as a CSV cell', (text, cell) => {
  expect(csvCell(text)).toBe(cell)
})

test('widths are those of a terminal', () => {
  expect(['abc', '日本', 'e\u0301', '👩🏽', 'ｶﾞ', ''].map(displayWidth)).toEqual([3, 4, 1, 2, 2, 0])
  expect(cutToWidth('日本日本', 5)).toBe('日本…')
  expect(cutToWidth('日本日本', 6)).toBe('日本…')
  expect(cutToWidth('日本', 4)).toBe('日本')
  expect(cutToWidth('e\u0301'.repeat(10), 4)).toBe(`${'e\u0301'.repeat(3)}…`)
  expect(cutToWidth('x'.repeat(1_000_000), 10, '...')).toBe('xxxxxxx...')
  expect(padToWidth('日', 4) + padToWidth('日', 4, true)).toBe('日    日')
})
