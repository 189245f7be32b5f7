import { describe, expect, test } from 'vitest'
import { createLineParser } from '../create-line-parser.ts'
import { everything, parseLines, type Row } from '../testing/rows.ts'
import { webLogSchema } from './schema.ts'

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))

function parseOne(line: string | Uint8Array, preset = 'weblog'): Row | string {
  return parseLines(createLineParser({ preset }, everything(webLogSchema)), [line])[0]
}

const plain: Row = {
  host: 'h',
  ident: null,
  user: null,
  time: 807249601000000n,
  utcOffset: -240,
  method: 'GET',
  path: '/',
  query: null,
  protocol: 'HTTP/1.0',
  status: 200,
  bytes: 7n,
  referrer: null,
  userAgent: null,
}
const TIME = '[01/Aug/1995:00:00:01 -0400]'
const HEAD = `h - - ${TIME}`
const GET = 'GET / HTTP/1.0'

describe('parsed lines', () => {
  test.each<[string, string, Row]>([
    ['common', `${HEAD} "${GET}" 200 7`, {}],
    [
      'combined',
      `${HEAD} "${GET}" 200 7 "http://a/" "Mozilla/5.0 (X; Y)"`,
      { referrer: 'http://a/', userAgent: 'Mozilla/5.0 (X; Y)' },
    ],
    ['combined with - fields', `${HEAD} "${GET}" 200 7 "-" "-"`, {}],
    ['empty referrer and user agent', `${HEAD} "${GET}" 200 7 "" ""`, { referrer: '', userAgent: '' }],
    ['ident and user', `h i u ${TIME} "${GET}" 200 7`, { ident: 'i', user: 'u' }],
    ['no host', `- - - ${TIME} "${GET}" 200 7`, { host: null }],
    ['IPv6', `2001:db8::1 - - ${TIME} "${GET}" 200 7`, { host: '2001:db8::1' }],
    ['an empty user as Apache writes it', `h - "" ${TIME} "${GET}" 200 7`, { user: '""' }],
    ['no size', `${HEAD} "${GET}" 304 -`, { status: 304, bytes: null }],
    ['no protocol', `${HEAD} "GET /a.html" 200 7`, { path: '/a.html', protocol: null }],
    ['spaces in the path', `${HEAD} "GET /a b c HTTP/1.0" 200 7`, { path: '/a b c' }],
    ['a query', `${HEAD} "GET /a?b=c HTTP/1.0" 200 7`, { path: '/a', query: 'b=c' }],
    ['a request of -', `${HEAD} "-" 408 -`, { method: null, path: null, protocol: null, status: 408, bytes: null }],
    ['an empty request', `${HEAD} "" 400 7`, { method: null, path: '', protocol: null, status: 400 }],
    [
      'an odd request with a query mark',
      `${HEAD} "get /?x" 400 7`,
      { method: null, path: 'get /?x', protocol: null, status: 400 },
    ],
    ['a target of -', `${HEAD} "GET - HTTP/1.0" 200 7`, { path: '-' }],
    ['escaped quotes', `${HEAD} "GET /\\"a\\" HTTP/1.0" 200 7`, { path: '/\\"a\\"' }],
    ['a quote after an escaped backslash', `${HEAD} "GET /\\\\" 200 7`, { path: '/\\\\', protocol: null }],
    ['unescaped quotes', `${HEAD} "GET /"a" HTTP/1.0" 200 7`, { path: '/"a"' }],
    ['a request that looks like an end', `${HEAD} "GET /" 404 1 HTTP/1.0" 200 7`, { path: '/" 404 1' }],
    ['a request that looks like the referrer', `${HEAD} "GET /" 404 1 "x HTTP/1.0" 200 7`, { path: '/" 404 1 "x' }],
    ['a quote in the referrer', `${HEAD} "${GET}" 200 7 "a"b" "c"`, { referrer: 'a"b', userAgent: 'c' }],
    ['quotes in the user agent', `${HEAD} "${GET}" 200 7 "a" "b" "c"`, { referrer: 'a', userAgent: 'b" "c' }],
    ['a combined tail twice', `${HEAD} "${GET}" 200 7 "a" 404 8 "b" "c"`, { referrer: 'a" 404 8 "b', userAgent: 'c' }],
    ['an escaped end of the referrer', `${HEAD} "${GET}" 200 7 "a\\" "b" "c"`, { referrer: 'a\\" "b', userAgent: 'c' }],
    ['2^53 + 1 bytes', `${HEAD} "${GET}" 200 9007199254740993`, { bytes: 9007199254740993n }],
    ['2^63 - 1 bytes', `${HEAD} "${GET}" 200 9223372036854775807`, { bytes: 9223372036854775807n }],
    ['leading zeros', `${HEAD} "${GET}" 200 ${'0'.repeat(30)}12`, { bytes: 12n }],
    ['another offset', `h - - [01/Aug/1995:09:30:01 +0530] "${GET}" 200 7`, { utcOffset: 330 }],
    [
      'non-ASCII',
      `hôte - é ${TIME} "GET /ü€😀?ß HTTP/1.0" 200 7`,
      { host: 'hôte', user: 'é', path: '/ü€😀', query: 'ß' },
    ],
    ['NUL', `h\0 - - ${TIME} "GET /\0 HTTP/1.0" 200 7`, { host: 'h\0', path: '/\0' }],
    ['a bare CR', `${HEAD} "GET /\r HTTP/1.0" 200 7`, { path: '/\r' }],
    ['a byte order mark', `\ufeff${HEAD} "${GET}" 200 7`, { host: '\ufeffh' }],
  ])('%s', (_name, line, differences) => {
    expect(parseOne(line)).toEqual({ ...plain, ...differences })
  })

  test('TLS bytes', () => {
    expect(parseOne(latin1(`${HEAD} "\x16\x03\x01\x02\0\x01\xfc\x03" 400 7`))).toEqual({
      ...plain,
      method: null,
      path: '\x16\x03\x01\x02\0\x01\\xfc\x03',
      protocol: null,
      status: 400,
    })
  })

  test('invalid UTF-8 is written as \\xhh, and equal values stay equal', () => {
    const parser = createLineParser({ preset: 'weblog' }, { path: 'values' })
    const line = latin1(`${HEAD} "GET /\xe9\xc3\xa9 HTTP/1.0" 200 7`)
    expect(parseLines(parser, [line, line])).toEqual([{ path: '/\\xe9é' }, { path: '/\\xe9é' }])
    const { columns } = parser.parse({
      bytes: line,
      starts: Int32Array.of(0),
      ends: Int32Array.of(line.length),
      count: 1,
    })
    expect(columns.path).toMatchObject({ ids: Int32Array.of(0) })
  })

  test('a path of several megabytes', () => {
    const path = `/${'é'.repeat(2_000_000)}`
    expect(parseOne(`${HEAD} "GET ${path} HTTP/1.0" 200 7`)).toEqual({ ...plain, path })
  })
})

describe('malformed lines', () => {
  test.each([
    ['empty', ''],
    ['host', 'garbage'],
    ['host', ' - - '],
    ['ident', 'h '],
    ['ident', `h  - ${TIME} "${GET}" 200 7`],
    ['user', 'h - -'],
    ['time', 'h - - '],
    ['time', `h - John Doe ${TIME} "${GET}" 200 7`],
    ['time', `h - - - "${GET}" 200 7`],
    ['time', `h - - [30/Feb/1995:00:00:01 -0400] "${GET}" 200 7`],
    ['time', `h - - [01/Aug/1995:00:00:01 -0400`],
    ['request', HEAD],
    ['request', `${HEAD} GET / HTTP/1.0 200 7`],
    ['request', `${HEAD}  "${GET}" 200 7`],
    ['request', `${HEAD} "`],
    ['request', `${HEAD} " 200 7`],
    ['status', `${HEAD} " 200 7 "a" "b"`],
    ['request', `${HEAD} "${GET}`],
    ['request', `${HEAD} "GET /\\" 200 7`],
    ['status', `${HEAD} "${GET}"`],
    ['status', `${HEAD} "${GET}" - 7`],
    ['status', `${HEAD} "${GET}" 20 7`],
    ['status', `${HEAD} "${GET}" 2000 7`],
    ['status', `${HEAD} "${GET}"  200 7`],
    ['size', `${HEAD} "${GET}" 200`],
    ['size', `${HEAD} "${GET}" 200 `],
    ['size', `${HEAD} "${GET}" 200 x`],
    ['size', `${HEAD} "${GET}" 200 -1`],
    ['size', `${HEAD} "${GET}" 200 9223372036854775808`],
    ['size', `${HEAD} "${GET}" 200 9223372036854775808 "a" "b"`],
    ['size', `${HEAD} "${GET}" 200 7\r`],
    ['trailing', `${HEAD} "${GET}" 200 7 `],
    ['trailing', `${HEAD} "${GET}" 200 7 8`],
    ['trailing', `${HEAD} "${GET}" 200 7  "a" "b"`],
    ['trailing', `${HEAD} "${GET}" 200 7 "a" "b" `],
    ['trailing', `${HEAD} "${GET}" 200 7 "a" "b" "c" 1`],
    ['referrer', `${HEAD} "${GET}" 200 7 "`],
    ['referrer', `${HEAD} "${GET}" 200 7 "http://a`],
    ['referrer', `${HEAD} "${GET}" 200 7 "a\\"`],
    ['userAgent', `${HEAD} "${GET}" 200 7 "a"`],
    ['userAgent', `${HEAD} "${GET}" 200 7 "a"  "b"`],
    ['userAgent', `${HEAD} "${GET}" 200 7 "a" "`],
    ['userAgent', `${HEAD} "${GET}" 200 7 "a" "b\\"`],
    ['userAgent', `${HEAD} "${GET}" 200 7 "-" "Mozilla/5.0 (compatible`],
  ])('%s: %j', (reason, line) => {
    expect(parseOne(line)).toBe(reason)
  })

  test('a preset refuses the other form, with a reason of its own', () => {
    const short = `${HEAD} "${GET}" 200 7`
    const long = `${short} "a" "b"`
    expect([parseOne(short, 'common'), parseOne(long, 'common')]).toEqual([plain, 'form'])
    expect([parseOne(short, 'combined'), parseOne(long, 'combined')]).toEqual([
      'form',
      { ...plain, referrer: 'a', userAgent: 'b' },
    ])
  })

  test('leave no trace in columns or dictionaries', () => {
    const parser = createLineParser({ preset: 'weblog' }, everything(webLogSchema))
    const good = `${HEAD} "${GET}" 200 7`
    const bad = `other i u ${TIME} "POST /x?y HTTP/9" 999 1 trailing`
    expect(parseLines(parser, [bad, good, bad, bad, good])).toEqual(['trailing', plain, 'trailing', 'trailing', plain])
    const { columns } = parser.parse({
      bytes: latin1(bad),
      starts: Int32Array.of(0),
      ends: Int32Array.of(bad.length),
      count: 1,
    })
    expect(columns.host).toMatchObject({ length: 0, nullCount: 0, dictionary: { size: 1 } })
  })

  test.each([
    ['quotes', '"'.repeat(4_000_000)],
    ['ends of a request', '" 200 1 '.repeat(500_000)],
    ['beginnings of a referrer', '" 200 1 "'.repeat(500_000)],
    ['ends of a referrer', '" "'.repeat(1_500_000)],
    ['backslashes', '\\'.repeat(4_000_000)],
    ['escaped quotes', '\\"'.repeat(2_000_000)],
    ['digits', `" 200 ${'1'.repeat(4_000_000)}`],
    ['spaces', ' '.repeat(4_000_000)],
    ['methods', 'G'.repeat(4_000_000)],
  ])('megabytes of %s take linear time wherever they stand', (_name, run) => {
    const parser = createLineParser({ preset: 'weblog' }, { method: 'values', query: 'values' })
    const lines = [
      `${HEAD} "${run}`,
      `${HEAD} "${run}" 200 7`,
      `${HEAD} "${run}" 200 7 "a" "b"`,
      `${HEAD} "${run} "\\"`,
      `${HEAD} "GET /" 200 7 "${run}" "b`,
      `${HEAD} "GET /" 200 7 "${run}\\"`,
      `${HEAD} "GET /" 200 7 "a" "${run}" x`,
      `${HEAD} "GET /" 200 ${run}`,
      `${run} - - x`,
      `${HEAD} "GET /" 200 7${run}`,
    ]
    // Quadratic time would be some 10^13 steps a line: this would not end.
    expect(parseLines(parser, lines)).toHaveLength(lines.length)
  })
})
