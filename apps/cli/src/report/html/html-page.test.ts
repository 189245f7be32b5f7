import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { htmlPage } from './html-page.ts'
import { daysPanel, HOSTILE, hoursPanel, pageOf, rankedPanel, statusPanel } from './testing/pages.ts'

const between = (html: string, start: string, end: string): string => html.split(start)[1].split(end)[0]

test('the policy names the style and the script by their hashes, and nothing else', () => {
  const html = htmlPage(pageOf(statusPanel))
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const policy = between(html, 'http-equiv="Content-Security-Policy" content="', '"')
  expect(policy).toContain("default-src 'none'; ")
  expect(policy).toContain(`style-src ${hash(between(html, '<style>', '</style>'))};`)
  expect(policy).toContain(`script-src ${hash(between(html, '<script>', '</script>'))};`)
  expect(policy).not.toMatch(/unsafe|https?:|data:|\*/)
  expect(html).not.toMatch(/ style=| on\w+=|https?:(?!\/\/www\.w3\.org\/2000\/svg)/)
})

test('the same report is the same file', () => {
  const page = pageOf(statusPanel, daysPanel(30), hoursPanel)
  expect(htmlPage(page)).toBe(htmlPage(page))
})

test.each(HOSTILE)('%j adds no markup, wherever it stands', text => {
  const plain = { ...rankedPanel(['x']), title: 'x', description: 'x' }
  const hostile = { ...rankedPanel([text]), title: text, description: text }
  const page = (one: string, panel: typeof plain) => ({
    ...pageOf(panel, {
      ...daysPanel(2),
      rows: [
        [one, 1, 2],
        [one, 3, 4],
      ],
    }),
    sources: [one],
    format: one,
    from: one,
    to: one,
    filters: [{ name: '--where', text: one }],
  })
  // Markup alone: tags with their attributes' names.
  const markup = (html: string): string[] => (html.match(/<[^>]*>/g) ?? []).map(tag => tag.replaceAll(/"[^"]*"/g, '""'))
  const html = htmlPage(page(text, hostile))
  expect(markup(html)).toEqual(markup(htmlPage(page('x', plain))))
  expect(html.replaceAll('\n', '').replaceAll('\t', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
})

test('figures are grouped or in a unit, with the exact value beside', () => {
  const html = htmlPage(pageOf({ ...rankedPanel(['/a']), rows: [['/a', 1234567, 1234567]] }))
  expect(html).toContain('data-v="1234567">1,234,567</td>')
  expect(html).toContain('data-v="1234567" title="1,234,567 bytes">1.18 MiB</td>')
  expect(html).toContain('<dd title="1,536 bytes">1.50 KiB</dd>')
})

test('no panel, no row, no period: still a page', () => {
  const empty = { ...pageOf({ ...hoursPanel, rows: [] }), from: null, to: null, summary: [] }
  expect(htmlPage(empty)).toContain('<p class="none">No rows.</p>')
  expect(htmlPage({ ...empty, panels: [] })).toContain('</html>')
})

test('values of megabytes are cut, and a page of forty panels is small', () => {
  const long = htmlPage(pageOf(rankedPanel(['/' + 'x'.repeat(3_000_000)])))
  expect(long.length).toBeLessThan(40_000)
  expect(long).toContain('… 3,000,001 characters')
  const panels = Array.from({ length: 40 }, (_, i) =>
    rankedPanel(
      Array.from({ length: 10 }, (_, row) => `/a/path/of/usual/length/${row}.html`),
      `p${i}`,
    ),
  )
  expect(htmlPage(pageOf(daysPanel(365), ...panels)).length).toBeLessThan(300_000)
})
