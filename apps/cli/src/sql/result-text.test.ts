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
