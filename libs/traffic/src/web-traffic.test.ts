import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { DAMAGE_KINDS } from './damage.ts'
import { WebTraffic, type WebTrafficOptions } from './web-traffic.ts'

const START = Date.UTC(2015, 4, 17) / 1000

function generate(options: Partial<WebTrafficOptions>) {
  const traffic = new WebTraffic({ lines: 10_000, start: START, days: 5, ...options })
  const chunks = [...traffic.chunks()]
  return { traffic, chunks, bytes: Buffer.concat(chunks) }
}

const linesOf = (bytes: Buffer): string[] => bytes.toString('latin1').split('\n').slice(0, -1)

const COMBINED =
  /^(\S+) - (\S+) \[(\d\d)\/(\w{3})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)\] "([A-Z]+) (\S+) (HTTP\/[\d.]+)" (\d{3}) (\d+|-) "([^"]*)" "([^"]*)"$/

/** UTC seconds of a matched line. */
function secondOf(m: RegExpExecArray): number {
  const local = Date.parse(`${m[3]} ${m[4]} ${m[5]} ${m[6]}:${m[7]}:${m[8]} UTC`) / 1000
  return local - (m[9] === '-' ? -1 : 1) * (Number(m[10]) * 60 + Number(m[11])) * 60
}

test('the same bytes for the same options, pinned', () => {
  const hash = (options: Partial<WebTrafficOptions>) =>
    createHash('sha256').update(generate(options).bytes).digest('hex')
  expect(hash({ damage: 0.01 })).toBe('647c878debde4815e1e31276e254ad75a430b8630e4c4f693336550e778c58aa')
  expect(hash({ format: 'common', seed: 2 ** 40 + 7, days: 0.5, hosts: 50, paths: 20 })).toBe(
    '174942872d3c4c5316433f10ccbfeddb30b892e1c9da0a202e4609a4b39bdc75',
  )
  expect(hash({ damage: 0.01, seed: 2 })).not.toBe(hash({ damage: 0.01 }))
})

test.each([0, 1, 7, 12_345])('exactly %i lines, in chunks of whole lines', lines => {
  const { traffic, chunks, bytes } = generate({ lines, damage: 0.2 })
  expect(traffic.counts.lines).toBe(lines)
  expect(linesOf(bytes).length).toBe(lines)
  for (const chunk of chunks) expect(chunk.at(-1)).toBe(10)
})

test('chunks belong to the caller', () => {
  const traffic = new WebTraffic({ lines: 20_000, start: START, days: 1 })
  const chunks = traffic.chunks()
  const first = chunks.next().value as Uint8Array
  const copy = first.slice()
  chunks.next()
  expect(Buffer.compare(first, copy)).toBe(0)
})

test('undamaged lines parse, times never go back and fill the days by the curve, zones differ', () => {
  const lines = linesOf(generate({ lines: 50_000, oddities: 0 }).bytes)
  const zones = new Map<string, number>()
  const hours = new Array<number>(24).fill(0)
  let before = START
  let otherDay = 0
  for (const line of lines) {
    const m = COMBINED.exec(line)
    if (m === null) throw new Error(`does not parse: ${line}`)
    const second = secondOf(m)
    expect(second).toBeGreaterThanOrEqual(before)
    before = second
    hours[Math.floor((second % 86400) / 3600)]++
    zones.set(m[9] + m[10] + m[11], (zones.get(m[9] + m[10] + m[11]) ?? 0) + 1)
    if (Number(m[3]) !== new Date(second * 1000).getUTCDate()) otherDay++
  }
  expect(before).toBeLessThan(START + 5 * 86400)
  expect(before).toBeGreaterThan(START + 5 * 86400 - 600)
  for (const zone of ['+0000', '-0400', '+0200', '+0530', '-0700', '+0900'])
    expect(zones.get(zone)).toBeGreaterThan(100)
  expect(otherDay / lines.length).toBeGreaterThan(0.02)
  expect(hours[16]).toBeGreaterThan(3 * hours[4])
})

test('hosts and paths follow Zipf; statuses, sizes and methods go with the path', () => {
  const hosts = new Map<string, number>()
  const statuses = new Map<string, number>()
  const missing = new Map<string, Set<string>>()
  let largest = 0
  for (const line of linesOf(generate({ lines: 100_000, oddities: 0 }).bytes)) {
    const m = COMBINED.exec(line) as RegExpExecArray
    hosts.set(m[1], (hosts.get(m[1]) ?? 0) + 1)
    statuses.set(m[15], (statuses.get(m[15]) ?? 0) + 1)
    if (m[15] === '304' || m[12] === 'HEAD') expect(m[16]).toBe('-')
    largest = Math.max(largest, Number(m[16]) || 0)
    const path = m[13].split('?')[0]
    if (path.includes('/missing-')) missing.set(path, (missing.get(path) ?? new Set()).add(m[15]))
  }
  const ranked = [...hosts.values()].sort((a, b) => b - a)
  expect(ranked[0] / ranked[9]).toBeGreaterThan(7)
  expect(ranked[0] / ranked[9]).toBeLessThan(13)
  expect([...hosts.keys()].some(host => host.includes(':'))).toBe(true)
  expect([...hosts.keys()].some(host => /^[a-z]/.test(host))).toBe(true)
  expect([...missing.values()].flatMap(set => [...set]).every(status => status === '404' || status === '410')).toBe(
    true,
  )
  for (const status of ['200', '301', '302', '304', '401', '403', '404', '500'])
    expect(statuses.get(status)).toBeGreaterThan(10)
  expect(largest).toBeGreaterThan(10_000_000)
})

test('oddities come at their rate and are what they claim', () => {
  const { traffic, bytes } = generate({ lines: 40_000, oddities: 0.1 })
  expect(Math.abs(traffic.counts.odd / 40_000 - 0.1)).toBeLessThan(0.01)
  const lines = linesOf(bytes)
  const unlike = lines.filter(line => !COMBINED.test(line)).length
  expect(unlike).toBeGreaterThan(1000)
  expect(unlike).toBeLessThanOrEqual(traffic.counts.odd)
  const text = bytes.toString()
  expect(text).not.toContain('\ufffd')
  for (const part of [
    '] "-" ',
    '] "" ',
    '\\"quoted\\"',
    '日本',
    ' copy of it.html ',
    '] "GET" ',
    '"OPTIONS * HTTP/1.0"',
    'Привет',
  ]) {
    expect(text).toContain(part)
  }
})

test('damage comes at its rate, of every kind', () => {
  const { traffic, bytes } = generate({ lines: 200_000, damage: 0.02, oddities: 0, format: 'common' })
  const { damaged } = traffic.counts
  const total = Object.values(damaged).reduce((sum, n) => sum + n, 0)
  expect(Math.abs(total / 200_000 - 0.02)).toBeLessThan(0.001)
  for (const kind of DAMAGE_KINDS) expect(damaged[kind]).toBeGreaterThan(0)

  const lines = linesOf(bytes)
  const common = /^\S+ - \S+ \[[^\]]{26}\] "[A-Z]+ \S+ HTTP\/[\d.]+" \d{3} (\d+|-)$/
  const unlike = lines.filter(line => !common.test(line))
  // Some damage leaves the form as it is: a date that is wrong, invalid UTF-8 or a very long path.
  expect(unlike.length).toBeGreaterThan(total * 0.6)
  expect(unlike.length).toBeLessThanOrEqual(total)
  const count = (condition: (line: string) => boolean) => lines.filter(condition).length
  expect(count(line => line === '')).toBe(damaged.empty)
  expect(count(line => line.endsWith('\r'))).toBeGreaterThanOrEqual(damaged.crlf)
  expect(count(line => line.startsWith('\x16\x03\x01'))).toBe(damaged.tlsLine)
  expect(count(line => line.includes('"\x16\x03\x01'))).toBe(damaged.tlsRequest)
  expect(count(line => line.length > 100_000)).toBe(damaged.long)
  expect(count(line => /\[31\/Feb|\/Foo\/|:61 |\+9960\]/.test(line))).toBeGreaterThan(0)
  expect(count(line => / (2OO|2000|-20) /.test(line))).toBeGreaterThan(0)
  expect(count(line => line.includes('\0\0\0\0'))).toBeGreaterThan(0)
  expect(count(line => line.includes('\xc3('))).toBeGreaterThan(0)
})

test('every line can be damaged', () => {
  const { traffic, bytes } = generate({ lines: 3000, damage: 1, oddities: 1 })
  expect(linesOf(bytes).length).toBe(3000)
  expect(Object.values(traffic.counts.damaged).reduce((sum, n) => sum + n, 0)).toBe(3000)
})
