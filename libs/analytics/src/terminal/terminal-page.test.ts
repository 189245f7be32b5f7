import { expect, test } from 'vitest'
import { displayWidth } from '../text/display-width.ts'
import { terminalPage } from './terminal-page.ts'
import { daysPanel, endpointsPanel, pageOf } from './testing/panels.ts'

const PLAIN = { width: 80, colors: false, unicode: true }
const HOSTILE = '/\u001b[2J\u001b]0;x\u0007\u009b31m\u202e\u2066\u200b\u0085\r\n\u2028\ud800'

test('a page: what was read, the summary, the panels', () => {
  expect(terminalPage(pageOf(endpointsPanel(['/', '/images/logo.gif'])), PLAIN)).toBe(
    ` access.log
 1995-07-01 00:00:01 to 1995-07-02 23:59:59 · format combined
 ──────────────────────────────────────────────────────────────────────────────
 1,234,567    1.00 GiB
 Lines        Transferred

 Endpoints
 The endpoints with most requests, in a sentence that is long enough to need a
 second line on a narrow terminal.
 Endpoint          Requests     Bytes
 /                       20       1 B  ████████████████████████████████████████
 /images/logo.gif        10  1.00 KiB  ████████████████████
`,
  )
})

test('no line is wider than the terminal, whatever is in it', () => {
  const texts = [
    '/' + 'x'.repeat(5000),
    '日本語'.repeat(50),
    'e\u0301'.repeat(300),
    '👩🏽‍🚀'.repeat(40),
    HOSTILE.repeat(20),
    '',
    '-',
  ]
  const panels = [
    endpointsPanel(texts),
    daysPanel(5),
    daysPanel(31),
    daysPanel(40),
    daysPanel(1000),
    endpointsPanel([]),
  ]
  const long = {
    ...pageOf(...panels),
    sources: ['日本'.repeat(100), 'b', 'c', 'd'],
    filters: [{ name: 'where', text: 'x'.repeat(500) }],
  }
  for (let width = 40; width <= 160; width++) {
    for (const unicode of [true, false]) {
      const lines = terminalPage(long, { width, colors: false, unicode }).split('\n')
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width)
    }
  }
})

test('what a log holds cannot reach the terminal as a command', () => {
  const page = {
    ...pageOf(endpointsPanel([HOSTILE])),
    sources: [HOSTILE],
    format: HOSTILE,
    filters: [{ name: 'where', text: HOSTILE }],
  }
  const text = terminalPage(page, { ...PLAIN, width: 160 })
  expect(text).toContain('/\\x1b[2J\\x1b]0;x\\x07\\x9b31m\\u{202e}\\u{2066}\\u{200b}\\x85\\x0d\\x0a\\u{2028}\\u{d800}')
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
  const colored = terminalPage(page, { ...PLAIN, colors: true })
  expect(colored.replaceAll('\n', '').replaceAll(/\u001b\[[\d]+m/g, '')).not.toMatch(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u,
  )
})

test('without Unicode everything is ASCII, what was not by its number', () => {
  const text = terminalPage(pageOf(endpointsPanel(['/größe', '/' + 'x'.repeat(200)]), daysPanel(40)), {
    ...PLAIN,
    unicode: false,
  })
  expect(text).toMatch(/^[\n -~]*$/)
  expect(text).toContain('/gr\\u{f6}\\u{df}e ')
  expect(text).toMatch(/x~ .*#####/)
})

test('colours change nothing but colours', () => {
  const page = pageOf(endpointsPanel(['/', '/b']), daysPanel(40), daysPanel(3), daysPanel(4))
  const colored = terminalPage(page, { ...PLAIN, colors: true })
  expect(colored).toContain('\u001b[1mEndpoints\u001b[0m\n')
  expect(colored.replaceAll(/\u001b\[\d+m/g, '')).toBe(terminalPage(page, PLAIN))
})

test('small panels stand beside each other, long ones in two columns, where the terminal is wide enough', () => {
  const both = terminalPage(pageOf(daysPanel(3), daysPanel(4)), { ...PLAIN, width: 100 })
  expect(both).toMatch(/Days {20,}Days\n/)
  const narrow = terminalPage(pageOf(daysPanel(3), daysPanel(4)), { ...PLAIN, width: 50 })
  expect(narrow.match(/ Days\n/g)).toHaveLength(2)
  const halves = terminalPage(pageOf(daysPanel(24)), PLAIN)
  expect(halves).toMatch(/1995-07-01 .* 1995-07-13 /)
  expect(halves).toMatch(/1995-07-12 .* 1995-07-24 /)
})

test('a timeline of many rows is a chart, and a table of the newest', () => {
  const text = terminalPage(pageOf(daysPanel(365)), PLAIN)
  expect(text).toContain('Requests: at most 365; each bar is the highest of 5')
  expect(text).toMatch(/1995-07-01 +1996-06-29\n/)
  expect(text).toContain('The newest 14; --html, --csv and --json have the 351 before them.')
  expect(text).not.toContain('1995-07-03 ')
  expect(text).toContain('1996-06-29       365  █')
})

test('a hundred thousand rows take no square of time', () => {
  const text = terminalPage(pageOf(endpointsPanel(Array.from({ length: 100_000 }, (_, i) => `/${i}`))), PLAIN)
  expect(text.split('\n').length).toBeGreaterThan(50_000)
})
