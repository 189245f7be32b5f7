import { expect, test } from 'vitest'
import { textTable } from './text-table.ts'

test('numbers to the right and grouped, fractions with two digits throughout, nothing as a dash', () => {
  const rows = [
    { name: 'a', count: 1234, share: 1 },
    { name: null, count: 5, share: 0.5 },
  ]
  expect(textTable('Title', rows)).toBe('Title\n  name  count  share\n  a     1,234   1.00\n  -         5   0.50\n')
  expect(textTable('Title', [])).toBe('Title\n  (none)\n')
})

test('what a log line may hold is shown, not obeyed, and cut where it is long', () => {
  const text = textTable('Title', [{ host: '\x1b[31m\u202ea\nb', path: 'x'.repeat(100), wide: '漢' }])
  expect(text.split('\n')).toHaveLength(4)
  expect(text).toContain('\\x1b[31m\\u{202e}a\\x0ab')
  expect(text).toContain(`  ${'x'.repeat(59)}…  漢\n`)
})
