import { expect, test } from 'vitest'
import { cellText, printable, textTable } from './text-table.ts'

test('cells', () => {
  expect([null, undefined, 0, -3, 1.005, 12n, true, 'a b'].map(cellText)).toEqual([
    '-',
    '-',
    '0',
    '-3',
    '1.00',
    '12',
    'true',
    'a b',
  ])
})

test('unprintable characters are named, printable ones of every script stay', () => {
  expect(printable('a\u0000\r\n\u009b\ufeff\u2028\u{e0001}\ud800')).toBe(
    'a\\x00\\x0d\\x0a\\x9b\\u{feff}\\u{2028}\\u{e0001}\\u{d800}',
  )
  expect(printable('Größe 日本 😀 \\x1b')).toBe('Größe 日本 😀 \\x1b')
})

test('numbers stand to the right, a leading null does not change that', () => {
  const rows = [
    { name: 'a', n: null },
    { name: 'bcdef', n: 1000 },
  ]
  expect(textTable('Title', rows)).toBe('Title\n  name      n\n  a         -\n  bcdef  1000\n')
})

test('long texts are cut between characters', () => {
  const rows = [{ name: '😀'.repeat(61) }, { name: 'x'.repeat(60) }]
  const [, , first, second] = textTable('T', rows).split('\n')
  expect(first).toBe('  ' + '😀'.repeat(59) + '…')
  expect(second).toBe('  ' + 'x'.repeat(60))
})
