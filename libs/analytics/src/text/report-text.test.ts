import { expect, test } from 'vitest'
import { reportOf } from '../report.ts'
import { line, reportOfLines } from '../testing/report-of-lines.ts'
import { reportText } from './report-text.ts'

test('every analysis has its table', async () => {
  const text = reportText(await reportOfLines([line({ host: 'h', status: 404 }), 'damaged']))
  expect(text).toContain('  lines  parsed  malformed  hosts\n      2       1          1      1\n')
  expect(text).toContain('Frequent hosts\n  host  count\n  h         1\n')
  expect(text).toContain('404: by hour\n  hour  count\n    12      1\n')
  expect(text).toContain('Malformed lines\n  reason')
})

test('no input is readable too', () => {
  const text = reportText(reportOf(() => undefined))
  expect(text).toBe('Lines\n  lines  parsed  malformed  hosts\n      0       0          0      0\n')
})

test('without a parsed line there are no tables of nothing', async () => {
  const text = reportText(await reportOfLines(['damaged', 'too']))
  expect(text).toContain('      2       0          2      0\n\nMalformed lines\n  reason  count\n  host        2\n')
  expect(text).not.toContain('(none)')
  expect(reportText(await reportOfLines([line({ host: 'h' })]))).toContain('404: hosts\n  (none)\n')
})

test('what a log holds cannot reach the terminal as a command', async () => {
  const request = 'GET /\u001b[2J\u0007\u202e\u2066\u200b\u0085 HTTP/1.0'
  const text = reportText(await reportOfLines([line({ host: 'evil\u001b]0;x\u0007', request, status: 404 })]))
  expect(text).toContain('/\\x1b[2J\\x07\\u{202e}\\u{2066}\\u{200b}\\x85')
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
})
