import { expect, test } from 'vitest'
import { RequestLine } from './request-line.ts'

const request = new RequestLine()

/** [method, path, query, protocol] */
function split(text: string): (string | null)[] {
  const bytes = Buffer.from(`" ?HTTP/${text}" HTTP/?`)
  const start = 8
  const end = start + Buffer.byteLength(text)
  request.split(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), start, end)
  const { methodEnd, pathStart, pathEnd, queryStart, queryEnd, protocolStart } = request
  const range = (from: number, to: number) => bytes.toString('utf8', from, to)
  return [
    methodEnd < 0 ? null : range(start, methodEnd),
    range(pathStart, pathEnd),
    queryStart < 0 ? null : range(queryStart, queryEnd),
    protocolStart < 0 ? null : range(protocolStart, end),
  ]
}

test.each([
  ['GET / HTTP/1.0', ['GET', '/', null, 'HTTP/1.0']],
  ['GET /a?b=c?d HTTP/1.1', ['GET', '/a', 'b=c?d', 'HTTP/1.1']],
  ['GET /a? HTTP/1.1', ['GET', '/a', '', 'HTTP/1.1']],
  ['GET ?a HTTP/1.1', ['GET', '', 'a', 'HTTP/1.1']],
  ['GET /history.html', ['GET', '/history.html', null, null]],
  ['GET /a b  c.html HTTP/1.0', ['GET', '/a b  c.html', null, 'HTTP/1.0']],
  ['GET /a b?c d', ['GET', '/a b', 'c d', null]],
  ['GET /a ', ['GET', '/a ', null, null]],
  ['GET  ', ['GET', ' ', null, null]],
  ['GET  / HTTP/1.0', ['GET', ' /', null, 'HTTP/1.0']],
  ['GET /a HTTP/1.0 ', ['GET', '/a HTTP/1.0 ', null, null]],
  ['GET /a HTTP/1.0 HTTP/1.1', ['GET', '/a HTTP/1.0', null, 'HTTP/1.1']],
  ['GET /a HTTP/', ['GET', '/a', null, 'HTTP/']],
  ['GET /a HTTP', ['GET', '/a HTTP', null, null]],
  ['GET /a http/1.0', ['GET', '/a http/1.0', null, null]],
  ['GET /a"b HTTP/1.0', ['GET', '/a"b', null, 'HTTP/1.0']],
  ['X * HTTP/2', ['X', '*', null, 'HTTP/2']],
  ['GET http://[::1]/?x HTTP/1.1', ['GET', 'http://[::1]/', 'x', 'HTTP/1.1']],
])('%j', (text, parts) => {
  expect(split(text)).toEqual(parts)
})

test.each([
  '',
  ' ',
  'GET',
  'GET ',
  'GET HTTP/1.0',
  'GET  HTTP/1.0',
  'HTTP/1.0',
  'get / HTTP/1.0',
  'Get / HTTP/1.0',
  'M-SEARCH * HTTP/1.1',
  ' GET / HTTP/1.0',
  '/a?b HTTP/1.0',
  'GET\t/ HTTP/1.0',
  '\x16\x03\x01\0é',
])('%j is odd: the whole of it is the path', text => {
  expect(split(text)).toEqual([null, text, null, null])
})
