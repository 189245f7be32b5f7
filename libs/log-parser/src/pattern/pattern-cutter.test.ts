import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFormatParser } from '../create-format-parser.ts'
import { formatLayout } from '../format-layout.ts'
import type { FormatSpec } from '../line-parser.ts'
import { arbitraryLine, damaged } from '../testing/arbitrary-lines.ts'
import { field, parseRequest, referenceTime } from '../testing/reference-parser.ts'
import { type ReferenceField, referenceCut } from '../testing/reference-pattern.ts'
import { everything, parseLines, type Row } from '../testing/rows.ts'

const apache = (pattern: string): FormatSpec => ({ pattern, notation: 'apache' })
const nginx = (pattern: string): FormatSpec => ({ pattern, notation: 'nginx' })

const parse = (format: FormatSpec, ...lines: string[]): (Row | string)[] =>
  parseLines(createFormatParser(format, everything(formatLayout(format).schema)), lines)

/** The row that the reference makes, or `malformed`. */
function expected(line: Uint8Array, fields: readonly ReferenceField[]): Row | 'malformed' {
  const found = referenceCut(Buffer.from(line).toString('latin1'), fields)
  if (typeof found === 'string') return 'malformed'
  const row: Row = {}
  for (const { name, kind } of fields) {
    const text = found.get(name) ?? ''
    if (kind === 'text') row[name] = field(text)
    else if (kind === 'request') Object.assign(row, parseRequest(text))
    else if (kind === 'time') {
      const time = referenceTime(text.startsWith('[') ? text : `[${text}]`)
      if (time === null) return 'malformed'
      Object.assign(row, time)
    } else if (kind === 'status') {
      if (!/^\d{3}$/.test(text)) return 'malformed'
      row[name] = Number(text)
    } else if (text === '-') row[name] = null
    else if (kind === 'integer') {
      if (!/^\d+$/.test(text) || BigInt(text) >= 2n ** 63n) return 'malformed'
      row[name] = BigInt(text)
    } else {
      if (!/^(?:\d{1,15}(?:\.\d+)?|-1)$/.test(text)) return 'malformed'
      row[name] =
        text === '-1'
          ? null
          : BigInt(text.split('.')[0]) * 1_000_000n + BigInt((text.split('.')[1] ?? '').padEnd(6, '0').slice(0, 6))
    }
  }
  return row
}

const reference = (...fields: readonly [ReferenceField['name'], ReferenceField['kind'], string][]): ReferenceField[] =>
  fields.map(([name, kind, literal]) => ({ name, kind, literal }))

const COMBINED = reference(
  ['host', 'text', ' '],
  ['ident', 'text', ' '],
  ['user', 'text', ' '],
  ['time', 'time', ' "'],
  ['request', 'request', '" '],
  ['status', 'status', ' '],
  ['bytes', 'integer', ' "'],
  ['referrer', 'text', '" "'],
  ['userAgent', 'text', '"'],
)
const TIMES = reference(
  ['host', 'text', ' - '],
  ['user', 'text', ' ['],
  ['time', 'time', '] "'],
  ['request', 'request', '" '],
  ['status', 'status', ' '],
  ['bytes', 'integer', ' '],
  ['duration', 'duration', ' <'],
  ['serverName', 'text', '> '],
  ['connection', 'integer', ''],
)

const ofParts = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<Uint8Array> =>
  fc.tuple(...parts).map(texts => Buffer.from(texts.join(''), 'latin1'))
const some = (good: string, ...others: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(good) }, fc.constantFrom(good, ...others))
const timesLine = ofParts(
  some('10.0.0.1', '::1', '-', 'a - b', ''),
  some(' - ', ' '),
  some('-', 'u [v', 'frank'),
  some(' [01/Aug/1995:00:00:01 -0400] "', ' [31/Feb/1995:00:00:01 -0400] "', ' [-] "'),
  some('GET / HTTP/1.1', 'GET /a" 200 1 "b', '\\x16\\x03" 1', '\\" 200 ', '-', ''),
  some('" 200 ', '" 499 ', '" - ', '" 20 '),
  some('0', '12', '-', '9223372036854775808'),
  some(' 0.123 <', ' 12 <', ' - <', ' -1 <', ' 1. <', ' 0.1234567891234 <', ' 0.1, 0.2 <'),
  some('example.com', '', '-', 'a> 1', '\xff'),
  some('> 7', '> -', '> 7 8', '>', '> x'),
)

test.each<[string, FormatSpec, readonly ReferenceField[], fc.Arbitrary<Uint8Array>]>([
  ['combined', apache('%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"'), COMBINED, arbitraryLine],
  [
    'times',
    nginx(
      '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent $request_time <$host> $connection',
    ),
    TIMES,
    damaged(timesLine),
  ],
])('a format string agrees with the reference on built and damaged lines: %s', (_, format, fields, lines) => {
  let parsed = 0
  let total = 0
  const parser = createFormatParser(format, everything(formatLayout(format).schema))
  fc.assert(
    fc.property(fc.array(lines, { minLength: 1, maxLength: 12 }), block => {
      const rows = block.map(line => expected(line, fields))
      expect(parseLines(parser, block).map(outcome => (typeof outcome === 'string' ? 'malformed' : outcome))).toEqual(
        rows,
      )
      total += rows.length
      parsed += rows.filter(row => row !== 'malformed').length
    }),
    { seed: 2026, numRuns: 800 },
  )
  // Both kinds must be common for the comparison to mean something.
  expect(parsed).toBeGreaterThan(total * 0.02)
  expect(parsed).toBeLessThan(total * 0.9)
})

test('names the first field that cannot be right', () => {
  const format = apache('%h %t "%r" %>s %b %D')
  const good = 'h [01/Aug/1995:00:00:01 -0400] "GET / HTTP/1.0" 200 7 12'
  const lines = [
    good,
    '',
    'h',
    'h [32/Aug/1995:00:00:01 -0400] "GET / HTTP/1.0" 200 7 12',
    'h [01/Aug/1995:00:00:01 -0400] "GET / HTTP/1.0 200 7 12',
    'h [01/Aug/1995:00:00:01 -0400] "GET / HTTP/1.0" 20 7 12',
    'h [01/Aug/1995:00:00:01 -0400] "GET / HTTP/1.0" 200 99999999999999999999 12',
    'h [01/Aug/1995:00:00:01 -0400] "GET / HTTP/1.0" 200 7 1x',
    `${good} more`,
  ]
  expect(parse(format, ...lines).slice(1)).toEqual([
    'empty',
    'host',
    'time',
    'request',
    'status',
    'bytes',
    'duration',
    'trailing',
  ])
})

test('escapes and dashes', () => {
  const format = apache('%h "%r" %>s "%{X-A}i" %{X-B}i')
  expect(parse(format, 'h "GET /a\\"b HTTP/1.1" 200 "c\\" d" -', '- "-" 408 "" e\\"')).toEqual([
    {
      host: 'h',
      method: 'GET',
      path: '/a\\"b',
      query: null,
      protocol: 'HTTP/1.1',
      status: 200,
      xA: 'c\\" d',
      xB: null,
    },
    { host: null, method: null, path: null, query: null, protocol: null, status: 408, xA: '', xB: 'e\\"' },
  ])
})

test('lists of upstreams, their times added up', () => {
  const format = nginx('$upstream_addr $upstream_response_time $http_x_forwarded_for')
  const row = {
    upstreamAddress: '10.0.0.1:80, 10.0.0.2:80 : unix:/a',
    upstreamDuration: 1_600_000n,
    forwardedFor: '1.1.1.1, 2.2.2.2',
  }
  expect(parse(format, '10.0.0.1:80, 10.0.0.2:80 : unix:/a 0.5, 0.1 : 1.000 1.1.1.1, 2.2.2.2', '- - -')).toEqual([
    row,
    { upstreamAddress: null, upstreamDuration: null, forwardedFor: null },
  ])
})

test.each<[string, string, string]>([
  ['%t', '[10/Oct/2000:13:55:36 -0700]', '2000-10-10T20:55:36.000000 -420'],
  ['[%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t]', '[10/Oct/2000 13:55:36.123 -0700]', '2000-10-10T20:55:36.123000 -420'],
  ['%{%F %T}t.%{usec_frac}t', '2000-10-10 13:55:36.000042', '2000-10-10T13:55:36.000042 0'],
  ['%{begin:%Y-%m-%dT%H:%M:%S%z}t', '2000-10-10T13:55:36+02:00', '2000-10-10T11:55:36.000000 120'],
  ['%{%a, %e %B %Y %I:%M:%S %p}t', 'Tue,  3 October 2000 12:05:06 AM', '2000-10-03T00:05:06.000000 0'],
  ['%{%y%j %H%M%S}t', '00061 235959', '2000-03-01T23:59:59.000000 0'],
  ['%{sec}t', '971211336', '2000-10-10T20:55:36.000000 0'],
  ['%{msec}t', '971211336123', '2000-10-10T20:55:36.123000 0'],
  ['%{usec}t', '971211336123456', '2000-10-10T20:55:36.123456 0'],
])('reads the time %s', (pattern, line, time) => {
  const [row] = parse(apache(pattern), line)
  const micros = (row as { time: bigint }).time
  const text = new Date(Number(micros / 1000n)).toISOString().slice(0, -1) + String(micros % 1000n).padStart(3, '0')
  expect(`${text} ${(row as Row)['utcOffset']}`).toBe(time)
})
