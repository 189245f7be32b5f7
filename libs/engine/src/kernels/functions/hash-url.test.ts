import { describe, expect, it } from 'vitest'
import { call, typed } from './testing/call.ts'

describe('hashes', () => {
  it('are those of Spark', () => {
    const list = typed('list<int32>', [123])
    expect(call('hash', 'Spark', list, 2)).toBe(-1321691492)
    expect(call('xxhash64', 'Spark', list, 2)).toBe(5602566077635097486n)
    expect(call('md5', 'Spark')).toBe('8cde774d6f7333752ed72cacddb05126')
    expect(call('sha1', 'Spark')).toBe('85f5955f4b27a9a4c2aab6ffe5d7189fc298b92c')
    expect(call('sha2', 'Spark', 256)).toBe('529bc3b07127ecb7e53a4dcf1991d9152c24537d919178022b2c42657f79a26b')
    expect(call('sha2', 'Spark', 1)).toBe(null)
    expect(call('crc32', 'Spark')).toBe(1557323817n)
  })

  it('take nulls as nothing', () => {
    expect(call('hash', null)).toBe(42)
    expect(call('hash', null, 1)).toBe(call('hash', 1))
    expect(call('hash', typed('double', -0))).toBe(call('hash', typed('double', 0)))
  })
})

describe('urls', () => {
  const URL = 'http://userinfo@spark.apache.org/path?query=1#Ref'

  it.each([
    ['HOST', 'spark.apache.org'],
    ['PATH', '/path'],
    ['QUERY', 'query=1'],
    ['REF', 'Ref'],
    ['PROTOCOL', 'http'],
    ['FILE', '/path?query=1'],
    ['AUTHORITY', 'userinfo@spark.apache.org'],
    ['USERINFO', 'userinfo'],
    ['host', null],
  ])('take %s', (name, value) => {
    expect(call('parseUrl', URL, name)).toBe(value)
  })

  it('take a key of the query', () => {
    expect(call('parseUrl', 'https://a.b/?x=1&query=2', 'QUERY', 'query')).toBe('2')
    expect(call('parseUrl', 'https://a.b/?x=1', 'QUERY', 'y')).toBe(null)
  })

  it('refuse what is no url', () => {
    expect(() => call('parseUrl', 'inva lid://spark.apache.org', 'HOST')).toThrow('INVALID_URL')
    expect(call('tryParseUrl', 'inva lid://spark.apache.org', 'HOST')).toBe(null)
  })

  it('encode and decode', () => {
    expect(call('urlEncode', "a b!'()*~/")).toBe('a+b%21%27%28%29*%7E%2F')
    expect(call('urlDecode', 'https%3A%2F%2Fspark.apache.org+x')).toBe('https://spark.apache.org x')
    expect(() => call('urlDecode', 'http%3A%2F%2spark')).toThrow('CANNOT_DECODE_URL')
    expect(call('tryUrlDecode', 'http%3A%2F%2spark')).toBe(null)
  })
})
