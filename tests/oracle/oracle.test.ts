import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { oracleReport, oracleRows, type Row, withOracle } from './oracle.ts'

const data = (name: string): string => fileURLToPath(new URL(`../../data/${name}`, import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oracle-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A file with these lines, in Latin-1, so that `\xff` writes that byte. */
async function log(...lines: string[]): Promise<string> {
  const file = join(folder, `${process.hrtime.bigint()}.log`)
  await writeFile(file, Buffer.from(lines.map(line => `${line}\n`).join(''), 'latin1'))
  return file
}

const TIME = '[01/Aug/1995:00:00:01 -0400]'
const common = (request: string, rest = '200 5', time = TIME): string => `h - - ${time} "${request}" ${rest}`

async function rowsOf(...lines: string[]): Promise<Row[]> {
  return withOracle([await log(...lines)], oracle => oracle.query('SELECT * FROM rows ORDER BY line'))
}

async function malformedOf(...lines: string[]): Promise<string[]> {
  return (await oracleRows([await log(...lines)])).malformed.map(line => line.toString('latin1'))
}

describe('the oracle agrees with what others published', () => {
  it('on the day of NASA requests', async () => {
    const report = await oracleReport([data('nasa-1995-08-01.log.gz')])
    expect(report).toMatchObject({ lines: 33996, parsed: 33996, malformed: 0, uniqueHosts: 2582 })
    expect(report.notFound.count).toBe(243)
    expect(report.dailyUniqueHosts).toEqual([{ day: '1995-08-01', hosts: 2582 }])
    expect(report.dailyRequestsPerHost[0]).toMatchObject({ requests: 33996, average: 33996 / 2582 })
    expect(report.notFound.hourly).toHaveLength(24)
    expect(report.notFound.hourly.reduce((sum, hour) => sum + hour.count, 0)).toBe(243)
  })

  it('on the four days in the combined format', async () => {
    const { malformed } = await oracleRows([data('apache-combined.log.gz')])
    const report = await oracleReport([data('apache-combined.log.gz')], { top: 5 })
    expect(report).toMatchObject({ lines: 10000, parsed: 9999, malformed: 1 })
    expect(malformed.map(line => line.toString().endsWith('"'))).toEqual([false])
    expect(report.hosts).toEqual([
      { host: '66.249.73.135', count: 482 },
      { host: '46.105.14.53', count: 364 },
      { host: '130.237.218.86', count: 357 },
      { host: '75.97.9.59', count: 273 },
      { host: '50.16.19.13', count: 113 },
    ])
    expect(report.dailyUniqueHosts.map(d => d.day)).toEqual(['2015-05-17', '2015-05-18', '2015-05-19', '2015-05-20'])
  })
})

describe('the oracle follows the rules of the format', () => {
  it('takes requests apart', async () => {
    const requests = [
      'GET /a HTTP/1.0',
      'GET /a?b=c?d HTTP/1.1',
      'GET /a b',
      'GET /a  HTTP/1.0',
      'GET ?x',
      'GET HTTP/1.0',
      'GET  HTTP/1.0',
      'GET   HTTP/1.0',
      'GET',
      'GET ',
      'get /a HTTP/1.0',
      '-',
      '',
      'GET /a HTTP/1.0 x',
      'a?b',
      'GET - HTTP/1.0',
    ]
    const rows = await rowsOf(...requests.map(request => common(request)))
    expect(rows.map(row => [row.method, row.path, row.query, row.protocol])).toEqual([
      ['GET', '/a', null, 'HTTP/1.0'],
      ['GET', '/a', 'b=c?d', 'HTTP/1.1'],
      ['GET', '/a b', null, null],
      ['GET', '/a ', null, 'HTTP/1.0'],
      ['GET', '', 'x', null],
      [null, 'GET HTTP/1.0', null, null],
      [null, 'GET  HTTP/1.0', null, null],
      ['GET', ' ', null, 'HTTP/1.0'],
      [null, 'GET', null, null],
      [null, 'GET ', null, null],
      [null, 'get /a HTTP/1.0', null, null],
      [null, null, null, null],
      [null, '', null, null],
      ['GET', '/a HTTP/1.0 x', null, null],
      [null, 'a?b', null, null],
      ['GET', '-', null, 'HTTP/1.0'],
    ])
    expect(rows[1].endpoint).toBe('/a?b=c?d')
    expect(rows[11].endpoint).toBeNull()
  })

  it('ends a quoted field where the rest of the line fits', async () => {
    const rows = await rowsOf(
      common('GET /a"b HTTP/1.0'),
      common('GET /a\\" 200 5 HTTP/1.0'),
      common('GET /" 200 5 "x" "GET'),
      common('GET /', '200 5 "r" "u"'),
      common('GET /', '200 - "" "-"'),
      common('GET /', '200 5 "a"b" "c" "d"'),
    )
    expect(rows.map(row => [row.path, row.bytes, row.referrer, row.userAgent])).toEqual([
      ['/a"b', 5n, null, null],
      ['/a\\" 200 5', 5n, null, null],
      ['/" 200 5 "x" "GET', 5n, null, null],
      ['/', 5n, 'r', 'u'],
      ['/', null, '', null],
      ['/', 5n, 'a"b', 'c" "d'],
    ])
  })

  it('shows bytes that are not UTF-8, and keeps NUL and other characters', async () => {
    const rows = await rowsOf(common('GET /\xff\xc3\xa9\xed\xa0\x80\x00\xc3'), common('\x16\x03\x01'))
    expect(rows.map(row => row.path)).toEqual(['/\\xffé\\xed\\xa0\\x80\0\\xc3', '\x16\x03\x01'])
  })

  it('knows real times only', async () => {
    const times = ['29/Feb/2000:23:59:59 +1800', '01/Jan/2001:00:00:00 -0030', '31/Dec/0001:00:00:00 +0000']
    const rows = await rowsOf(...times.map(time => common('GET /', '200 5', `[${time}]`)))
    expect(rows.map(row => [(row.time as Date).toISOString(), row.utcOffset])).toEqual([
      ['2000-02-29T05:59:59.000Z', 1080],
      ['2001-01-01T00:30:00.000Z', -30],
      ['0001-12-31T00:00:00.000Z', 0],
    ])
    const wrong = [
      '29/Feb/2001:00:00:00 +0000',
      '31/Apr/2001:00:00:00 +0000',
      '00/Apr/2001:00:00:00 +0000',
      '01/Apr/0000:00:00:00 +0000',
      '01/apr/2001:00:00:00 +0000',
      '01/Apr/2001:24:00:00 +0000',
      '01/Apr/2001:00:60:00 +0000',
      '01/Apr/2001:00:00:60 +0000',
      '01/Apr/2001:00:00:00 +1801',
      '01/Apr/2001:00:00:00 +0060',
      '01/Apr/2001:00:00:00 0000',
    ].map(time => common('GET /', '200 5', `[${time}]`))
    expect(await malformedOf(...wrong)).toEqual(wrong)
  })

  it('refuses lines that do not fit', async () => {
    const wrong = [
      '',
      ' ',
      common('GET /', '200'),
      common('GET /', '20 5'),
      common('GET /', '200 5 '),
      common('GET /', '200 5x'),
      common('GET /', '200 5 "r"'),
      common('GET /', '200 5 "r" "u" '),
      common('GET /', '200 5 "r" "u\\"'),
      common('GET /', '200  5'),
      common('GET /', '200 9223372036854775808'),
      `h - ${TIME} "GET /" 200 5`,
      common('GET /\\'),
      '\xff\x00',
    ]
    expect(await malformedOf(...wrong)).toEqual(wrong)
    const rows = await rowsOf(
      common('GET /', '200 9223372036854775807'),
      common('GET /', '200 00000000000000000000001'),
    )
    expect(rows.map(row => row.bytes)).toEqual([9223372036854775807n, 1n])
  })

  it('counts lines by their ends', async () => {
    const file = join(folder, 'ends.log')
    await writeFile(file, `${common('GET /1')}\r\n\r\n\n${common('GET /2')}`)
    expect(await oracleReport([file])).toMatchObject({ lines: 4, parsed: 2, malformed: 2 })
    await writeFile(file, '')
    const empty = await oracleReport([file])
    expect(empty).toMatchObject({ lines: 0, parsed: 0, uniqueHosts: 0, hosts: [] })
    expect(empty.contentSize).toEqual({ count: 0, min: null, max: null, mean: null, stddev: null })
    expect(Object.values(empty.missing)).toEqual(Array(13).fill(0))
  })

  it('reads compressed files, several at once', async () => {
    const line = `${common('GET /')}\n`
    const files = ['a.gz', 'b.zst', 'c'].map(name => join(folder, name))
    await writeFile(files[0], gzipSync(line))
    await writeFile(files[1], zstdCompressSync(line))
    await writeFile(files[2], line)
    expect((await oracleReport(files)).endpoints).toEqual([{ endpoint: '/', count: 3 }])
  })
})

describe('the ranked lists', () => {
  it('break ties by bytes, with the group of nulls first and not among the distinct', async () => {
    const line = (host: string, day: string, status = 404, request = 'GET /') =>
      `${host} - - [${day}/Aug/1995:23:30:00 -0400] "${request}" ${status} 1`
    const report = await oracleReport([
      await log(
        line('b', '01'),
        line('Z', '02'),
        line('-', '02'),
        line('\xef\xbd\x81', '01'),
        line('\xf0\x9f\x98\x80', '03', 200, '-'),
        line('-', '04', 200, '-'),
      ),
    ])
    expect(report.hosts.map(row => row.host)).toEqual([null, 'Z', 'b', 'ａ', '😀'])
    expect(report.endpoints).toEqual([
      { endpoint: '/', count: 4 },
      { endpoint: null, count: 2 },
    ])
    expect(report.uniqueHosts).toBe(4)
    expect(report.dailyRequestsPerHost[3]).toEqual({ day: '1995-08-04', requests: 1, hosts: 0, average: null })
    expect(report.notFound).toMatchObject({ count: 4, distinctEndpoints: 1 })
    expect(report.notFound.topDays).toEqual([
      { day: '1995-08-01', count: 2 },
      { day: '1995-08-02', count: 2 },
    ])
    expect(report.notFound.hourly[23]).toEqual({ hour: 23, count: 4 })
  })
})
