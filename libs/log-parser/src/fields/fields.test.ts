import { expect, test } from 'vitest'
import { createFormatParser } from '../create-format-parser.ts'
import { parseLines, type Row } from '../testing/rows.ts'

/** Columns of one line in a preset. */
function read(preset: string, line: string, ...columns: string[]): Row | string {
  const parser = createFormatParser({ preset }, Object.fromEntries(columns.map(name => [name, 'values' as const])))
  return parseLines(parser, [line])[0]
}

const caddy = (request: object, more: object = {}): string =>
  JSON.stringify({ ts: 1646861401.5, status: 200, request: { method: 'GET', ...request }, ...more })

test.each([
  ['10.0.0.1:8080', '10.0.0.1', 8080],
  ['10.0.0.1', '10.0.0.1', null],
  ['[2001:db8::1]:443', '2001:db8::1', 443],
  ['[::1]', '::1', null],
  ['::1', '::1', null],
  ['2001:db8::8080', '2001:db8::8080', null],
  ['2001:db8:0:0:0:0:0:1:443', '2001:db8:0:0:0:0:0:1', 443],
  ['example.com:', 'example.com:', null],
  [':80', ':80', null],
  ['example.com:123456', 'example.com:123456', null],
  ['-', null, null],
])('the address %s', (remote_addr, host, clientPort) => {
  expect(read('caddy', caddy({ remote_addr }), 'host', 'clientPort')).toEqual({ host, clientPort })
})

test('members by rank, escapes, and what is empty', () => {
  const line = `{"ts":"2022-03-09T21:30:01.5+01:00","status":200,"user_id":"","request":{"remote_ip":"a","client_ip":"b","uri":"\\/x\\u00e9?\\"","headers":{"User-Agent":["\\ud83d\\ude00","z"]}}}`
  expect(read('caddy', line, 'host', 'path', 'query', 'userAgent', 'user', 'utcOffset', 'time')).toEqual({
    host: 'b',
    path: '/xé',
    query: '"',
    userAgent: '😀',
    user: null,
    utcOffset: 60,
    time: 1646857801500000n,
  })
})

test.each<[string | number, string | null]>([
  [1646861401, '2022-03-09T21:30:01.000000'],
  [1646861401.5241024, '2022-03-09T21:30:01.524102'],
  [1646861401524, '2022-03-09T21:30:01.524000'],
  [1646861401524102, '2022-03-09T21:30:01.524102'],
  ['1646861401524102999', '2022-03-09T21:30:01.524102'],
  ['2022-03-09T21:30:01Z', '2022-03-09T21:30:01.000000'],
  ['2022-03-09 21:30:01,123456789+0200', '2022-03-09T19:30:01.123456'],
  ['2022-03-09T21:30:01-08', '2022-03-10T05:30:01.000000'],
  ['09/Mar/2022:21:30:01 +0000', '2022-03-09T21:30:01.000000'],
  ['[09/Mar/2022:21:30:01 +0000]', '2022-03-09T21:30:01.000000'],
  ['2022-02-30T21:30:01Z', null],
  ['2022-03-09T24:30:01Z', null],
  ['2022-03-09T21:30:01+19:00', null],
  ['2022-03-09T21:30:01.Z', null],
  ['99999999999999999999999', null],
  ['yesterday', null],
])('the time %s', (ts, time) => {
  const row = read('caddy', caddy({}, { ts }), 'time')
  if (time === null) return expect(row).toBe('time')
  const micros = (row as { time: bigint }).time
  const text = new Date(Number(micros / 1000n)).toISOString().slice(0, -1) + String(micros % 1000n).padStart(3, '0')
  expect(text).toBe(time)
})

test.each<[string, Row]>([
  ['http://a.example:8080/x?y', { path: '/x', query: 'y', serverName: 'a.example', serverPort: 8080 }],
  ['http://a.example', { path: '/', query: null, serverName: 'a.example', serverPort: null }],
  ['https://[::1]:443?q', { path: '/', query: 'q', serverName: '::1', serverPort: 443 }],
  ['login.example:443', { path: 'login.example:443', query: null, serverName: null, serverPort: null }],
  ['/a://b', { path: '/a://b', query: null, serverName: null, serverPort: null }],
  ['-', { path: null, query: null, serverName: null, serverPort: null }],
])('the target %s of a proxy', (target, columns) => {
  const line = `1157689312.049 1 10.0.0.1 TCP_MISS/200 1 GET ${target} - DIRECT/1.1.1.1 -`
  expect(read('squid', line, ...Object.keys(columns))).toEqual(columns)
})

test('percent signs and pluses of user agents', () => {
  const agents = ['a%20b%E2%82%AC%2', '%ff%00', '%', '-', 'a%20b%E2%82%AC%2']
  const header = '#Fields: date time c-ip cs(User-Agent)'
  const parser = createFormatParser({ preset: 'aws_cloudfront' }, { userAgent: 'values' })
  const lines = [header, ...agents.map(agent => `2024-01-01\t00:00:00\th\t${agent}`)]
  const decoded = ['a b€%2', '\\xff\0', '%', null, 'a b€%2']
  expect(parseLines(parser, lines).slice(1)).toEqual(decoded.map(userAgent => ({ userAgent })))
  const iis = createFormatParser({ preset: 'iis', header: header.slice('#Fields: '.length) }, { userAgent: 'values' })
  expect(parseLines(iis, ['2024-01-01 00:00:00 h a+b%20'])).toEqual([{ userAgent: 'a b%20' }])
})

test('numbers up to what their type holds', () => {
  const line = (status: unknown, size: unknown, duration: unknown): string => caddy({}, { status, size, duration })
  const columns = ['status', 'bytes', 'duration']
  expect(read('caddy', line(32767, '9223372036854775807', 0.0000019), ...columns)).toEqual({
    status: 32767,
    bytes: 9223372036854775807n,
    duration: 1n,
  })
  expect(read('caddy', line(null, '-', '-'), ...columns)).toEqual({ status: null, bytes: null, duration: null })
  expect(read('caddy', line(32768, 1, 1), ...columns)).toBe('status')
  expect(read('caddy', line(200, '9223372036854775808', 1), ...columns)).toBe('bytes')
  expect(read('caddy', line(200, 1, '1,2'), ...columns)).toBe('duration')
})

test('durations with an exponent, as programs write short ones', () => {
  const read1 = (duration: unknown) => read('caddy', caddy({}, { status: 200, duration }), 'duration')
  for (const [written, micros] of [
    ['8.5e-05', 85n],
    ['5E-6', 5n],
    [1e-7, 0n],
    ['1.25e+1', 12_500_000n],
  ])
    expect(read1(written)).toEqual({ duration: micros })
  for (const wrong of ['1e', 'e5', '1.e5', '1e5x', '1e99', `1e${'0'.repeat(50)}`]) expect(read1(wrong)).toBe('duration')
})
