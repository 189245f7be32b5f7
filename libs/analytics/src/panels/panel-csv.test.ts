import { expect, test } from 'vitest'
import { COLUMNS } from './columns.ts'
import { panelCsv } from './panel-csv.ts'

const panel = (rows: readonly (readonly (string | number | null)[])[]) => ({
  name: 'hosts',
  title: 'Hosts',
  description: '',
  columns: [COLUMNS.host, COLUMNS.requests],
  chart: null,
  rows,
})

test('a heading and a line a row; null is empty; numbers are numbers', () => {
  const rows = [['a', 1] as const, [null, -2.5] as const, ['b', null] as const]
  expect(panelCsv(panel(rows))).toBe('host,requests\r\na,1\r\n,-2.5\r\nb,\r\n')
})

test('what a log holds is inert text in one cell', () => {
  const hostile = [
    '=cmd|x!A1',
    '+1',
    '@SUM(A1)',
    '-2',
    '\t=1',
    'a,"b"',
    'two\r\nlines',
    '\u202egnp.exe',
    '\u001b[2J',
    '',
  ]
  const lines = panelCsv(panel(hostile.map(text => [text, 1]))).split('\r\n')
  expect(lines).toEqual([
    'host,requests',
    "'=cmd|x!A1,1",
    "'+1,1",
    "'@SUM(A1),1",
    "'-2,1",
    '\\x09=1,1',
    '"a,""b""",1',
    'two\\x0d\\x0alines,1',
    '\\u{202e}gnp.exe,1',
    '\\x1b[2J,1',
    ',1',
    '',
  ])
})
