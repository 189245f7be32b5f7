/**
 * Lines a second of the log parsers on one core, beside a script's loop (one RegExp a line, counts in Maps), in the same run.
 * Input: the bundled NASA day, repeated in memory.
 *
 * Usage: node bench/src/parse.ts [megabytes, default 100] [rounds, default 5]
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type ColumnNeed, createLineParser, type LineParser, LineSplitter, webLog } from '@millrace/log-parser'
import { createFormatParser } from '@millrace/log-parser/formats'

const CHUNK_BYTES = 1 << 20
const EXPRESSION = /^(\S+) (\S+) (\S+) \[([^\]]+)\] "(?:([A-Z]+) (.+?)(?: (HTTP\/\S+))?|.*)" (\d{3}) (\d+|-)$/

const allColumns: Record<string, ColumnNeed> = {
  host: 'values',
  ident: 'validity',
  user: 'validity',
  time: 'values',
  utcOffset: 'values',
  method: 'values',
  path: 'values',
  query: 'values',
  protocol: 'values',
  status: 'values',
  bytes: 'values',
  referrer: 'validity',
  userAgent: 'validity',
}
const fewColumns: Record<string, ColumnNeed> = { status: 'values', bytes: 'values' }

function input(megabytes: number): Uint8Array {
  const day = gunzipSync(readFileSync(new URL('../../data/nasa-1995-08-01.log.gz', import.meta.url)))
  const times = Math.max(1, Math.round((megabytes * 1e6) / day.length))
  const bytes = new Uint8Array(day.length * times)
  for (let i = 0; i < times; i++) bytes.set(day, i * day.length)
  return bytes
}

function split(bytes: Uint8Array): number {
  const splitter = new LineSplitter()
  let lines = 0
  const count = (block: { count: number }) => {
    lines += block.count
  }
  for (let i = 0; i < bytes.length; i += CHUNK_BYTES) splitter.push(bytes.subarray(i, i + CHUNK_BYTES), count)
  splitter.end(count)
  return lines
}

/** The same lines as a format string: the parser that any format without one of its own has. */
const pattern = { pattern: '%h %l %u %t "%r" %>s %b', notation: 'apache', complete: true } as const

function parse(bytes: Uint8Array, parser: LineParser): number {
  const splitter = new LineSplitter()
  let lines = 0
  const take = (block: Parameters<typeof parser.parse>[0]) => {
    lines += parser.parse(block).length
  }
  for (let i = 0; i < bytes.length; i += CHUNK_BYTES) splitter.push(bytes.subarray(i, i + CHUNK_BYTES), take)
  splitter.end(take)
  return lines
}

/** What a script does: a RegExp a line, and host, path and status counted in Maps. */
function regExp(bytes: Uint8Array): number {
  const decoder = new TextDecoder()
  const hosts = new Map<string, number>()
  const paths = new Map<string, number>()
  const statuses = new Map<string, number>()
  let lines = 0
  let rest = ''
  for (let i = 0; i < bytes.length; i += CHUNK_BYTES) {
    const text = (rest + decoder.decode(bytes.subarray(i, i + CHUNK_BYTES), { stream: true })).split('\n')
    rest = text.pop() ?? ''
    for (const line of text) {
      const match = EXPRESSION.exec(line)
      if (match === null) continue
      lines++
      hosts.set(match[1], (hosts.get(match[1]) ?? 0) + 1)
      paths.set(match[6], (paths.get(match[6]) ?? 0) + 1)
      statuses.set(match[8], (statuses.get(match[8]) ?? 0) + 1)
    }
  }
  return lines
}

function best(name: string, rounds: number, work: () => number): number {
  let rate = 0
  let lines = 0
  for (let i = 0; i < rounds; i++) {
    const start = performance.now()
    lines = work()
    rate = Math.max(rate, lines / (performance.now() - start) / 1000)
  }
  console.log(`${name.padEnd(34)} ${rate.toFixed(2).padStart(7)} M lines/s   (${lines} lines)`)
  return rate
}

const megabytes = Number(process.argv[2] ?? 100)
const rounds = Number(process.argv[3] ?? 5)
const bytes = input(megabytes)
console.log(`${(bytes.length / 1e6).toFixed(0)} MB, best of ${rounds}, Node ${process.version}`)
best('split into lines', rounds, () => split(bytes))
const full = best("parse, the report's columns", rounds, () => parse(bytes, createLineParser(webLog, allColumns)))
const few = best('parse, status and bytes only', rounds, () => parse(bytes, createLineParser(webLog, fewColumns)))
const string = best("format string, the report's columns", rounds, () =>
  parse(bytes, createFormatParser(pattern, allColumns)),
)
const rival = best('one RegExp a line, three Maps', rounds, () => regExp(bytes))
console.log(
  `ratio to RegExp: ${(full / rival).toFixed(1)}x, ${(few / rival).toFixed(1)}x, format string ${(string / rival).toFixed(1)}x`,
)
