import { expect, test } from 'vitest'
import { cellText, textTable } from './text-table.ts'

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

test('numbers stand to the right, a leading null does not change that', () => {
  const rows = [
    { name: 'a', n: null },
    { name: 'bcdef', n: 1000 },
  ]
  expect(textTable('Title', rows)).toBe('Title\n  name      n\n  a         -\n  bcdef  1000\n')
})

test('long texts are cut between characters', () => {
  const rows = [{ name: '😀'.repeat(31) }, { name: 'x'.repeat(60) }]
  const [, , first, second] = textTable('T', rows).split('\n')
  expect(first).toBe('  ' + '😀'.repeat(29) + '…')
  expect(second).toBe('  ' + 'x'.repeat(60))
})
