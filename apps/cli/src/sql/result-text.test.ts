import { expect, test } from 'vitest'
import { resultText } from './result-text.ts'

test('a table: what data holds is shown, wide characters take two columns', () => {
  const result = {
    columns: [
      { name: 'a\u001b[2J', type: 'string' },
      { name: 'n', type: 'int' },
    ],
    rows: [
      ['\u202e\u0007日本', '1'],
      [null, '10'],
    ],
  }
  expect(resultText('table', 'select', result)).toBe(
    `${[
      'a\\x1b[2J           n',
      '----------------  --',
      '\\u{202e}\\x07日本   1',
      'NULL              10',
      '(2 rows)',
    ].join('\n')}\n\n`,
  )
})

test('what a log holds steers no terminal and is no formula, whatever the form', () => {
  const result = {
    columns: [
      { name: '=n', type: 'string' },
      { name: 'n', type: 'bigint' },
      { name: 'l', type: 'array<string>' },
    ],
    rows: [
      ['=1+1', '-1', '[-x]'],
      ['\u001b[2J,\u202e\t\\', null, '-'],
      ['', '2', ''],
    ],
  }
  expect(resultText('csv', 's', result)).toBe('\'=n,n,l\n\'=1+1,-1,[-x]\n"\\x1b[2J,\\u{202e}\\x09\\",,\'-\n"",2,""\n')
  expect(resultText('tsv', 's', result)).toBe('=n\tn\tl\n=1+1\t-1\t[-x]\n\\x1b[2J,\\u{202e}\\t\\\\\tNULL\t-\n\t2\t\n')
  const json = resultText('jsonl', 's', result)
  expect(json).not.toMatch(/[\u001b\u202e]/)
  expect(JSON.parse(json)).toEqual({ statement: 's', ...result })
})
