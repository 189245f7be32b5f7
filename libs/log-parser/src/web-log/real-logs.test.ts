import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createLineParser } from '../create-line-parser.ts'
import { everything, parseChunks, type Row } from '../testing/rows.ts'
import { webLogSchema } from './schema.ts'

function parseFile(name: string, preset: string): (Row | string)[] {
  const bytes = gunzipSync(readFileSync(new URL(`../../../../data/${name}`, import.meta.url)))
  const chunks = Array.from({ length: Math.ceil(bytes.length / 50_000) }, (_, i) =>
    bytes.subarray(i * 50_000, (i + 1) * 50_000),
  )
  return parseChunks(createLineParser({ preset }, everything(webLogSchema)), chunks)
}

test.each(['common', 'weblog'])('the NASA day has the published figures (%s)', preset => {
  const rows = parseFile('nasa-1995-08-01.log.gz', preset).filter(row => typeof row !== 'string')
  expect(rows).toHaveLength(33_996)
  expect(new Set(rows.map(row => row.host)).size).toBe(2_582)
  expect(rows.filter(row => row.status === 404)).toHaveLength(243)
  expect(new Set(rows.map(row => row.utcOffset))).toEqual(new Set([-240]))
  expect(rows.every(row => row.referrer === null && row.userAgent === null)).toBe(true)
})

test.each(['combined', 'weblog'])(
  'the combined sample has one truncated line and the published top addresses (%s)',
  preset => {
    const outcomes = parseFile('apache-combined.log.gz', preset)
    expect(outcomes).toHaveLength(10_000)
    expect(outcomes.filter(outcome => typeof outcome === 'string')).toEqual(['userAgent'])
    const hosts = new Map<unknown, number>()
    for (const row of outcomes) {
      if (typeof row !== 'string') hosts.set(row.host, (hosts.get(row.host) ?? 0) + 1)
    }
    const top = [...hosts].sort((a, b) => b[1] - a[1]).slice(0, 5)
    expect(top).toEqual([
      ['66.249.73.135', 482],
      ['46.105.14.53', 364],
      ['130.237.218.86', 357],
      ['75.97.9.59', 273],
      ['50.16.19.13', 113],
    ])
  },
)

test('the NASA day is no combined log', () => {
  expect(new Set(parseFile('nasa-1995-08-01.log.gz', 'combined'))).toEqual(new Set(['form']))
})
