import '../../function-library.ts'
import { common, webLogParser } from '@millrace/log-parser'
import { expect, test } from 'vitest'
import { approxCountDistinct, count } from '../../api/aggregate-functions.ts'
import { readStream } from '../../api/read-stream.ts'
import { col } from '../../api/scalar-functions.ts'
import { desc } from '../../api/sort-order.ts'
import type { BatchSource } from '../../connector/batch-source.ts'
import type { RawBlock } from '../../connector/source.ts'
import { rowsOf } from '../../operators/rows.ts'
import { logAnalyses, logLines } from '../../testing/log-query.ts'
import { POISON } from '../../testing/memory-decoder.ts'
import { MemorySource, MemoryTopic } from '../../testing/memory-source.ts'
import { collect } from './collect.ts'

/** Lines as a bounded source; `closed` tells whether its reading was ended. */
function bounded(lines: readonly string[], { fails = false } = {}) {
  const { description, schema, position, decoder, ...rest } = new MemorySource(new MemoryTopic('logs', [lines]))
  const stream = Object.assign(new MemorySource(new MemoryTopic('logs', [lines])), rest)
  const state = { closed: false }
  const source: BatchSource = {
    description,
    schema,
    position,
    decoder,
    async *blocks(signal): AsyncGenerator<RawBlock> {
      try {
        yield* stream.read({ id: 'logs-0', range: { from: 0, to: lines.length }, rows: lines.length }, signal)
        if (fails) throw new Error('The file is damaged.')
      } finally {
        state.closed = true
      }
    },
  }
  return { source, state }
}

const LINES = logLines(0, 3000)

async function figures(parallelism: number) {
  const { source } = bounded(LINES)
  const { status, hosts, malformed } = await collect(logAnalyses(source), { parallelism })
  return { status: rowsOf(status), hosts: rowsOf(hosts), malformed: rowsOf(malformed) }
}

test('the same figures, bit for bit, with and without threads', async () => {
  const alone = await figures(0)
  expect(alone.hosts).toMatchObject([{ hosts: 13n }])
  for (const threads of [1, 3, 3]) expect(await figures(threads)).toEqual(alone)
})

test.each([0, 2])('a failure of the source or of a task ends everything (parallelism %d)', async parallelism => {
  const damaged = bounded(LINES, { fails: true })
  await expect(collect(logAnalyses(damaged.source), { parallelism })).rejects.toThrow('The file is damaged.')
  expect(damaged.state.closed).toBe(true)
  const poisoned = bounded([...LINES.slice(0, 500), POISON, ...LINES])
  await expect(collect(logAnalyses(poisoned.source), { parallelism })).rejects.toThrow('The block is poisoned.')
  expect(poisoned.state.closed).toBe(true)
})

test.each([0, 1])('functions that a thread has to load first (parallelism %d)', async parallelism => {
  const logs = readStream(bounded(LINES).source).parse(webLogParser(common))
  const { hosts } = await collect({ hosts: logs.agg({ hosts: approxCountDistinct('host') }) }, { parallelism })
  expect(rowsOf(hosts)).toEqual([{ hosts: 13n }])
})

const parsed = () => readStream(bounded(LINES).source).parse(webLogParser(common))

test.each([0, 2])('rows of a log, and what is done with them (parallelism %d)', async parallelism => {
  const logs = parsed()
  const errors = logs.filter(col('status').eq(500))
  const busiest = logs.groupBy('host').agg({ requests: count() })
  const { all, last, hosts, joined, figures } = await collect(
    {
      all: logs.select('host', 'status'),
      last: errors.orderBy(desc('time'), 'host', 'path').select('host', 'path').limit(2),
      hosts: errors.select('host').distinct().orderBy('host'),
      joined: errors
        .select(col('host').as('client'), 'path')
        .join(busiest, col('client').eq(col('host')))
        .agg({ rows: count() }),
      figures: logs.agg({ rows: count() }),
    },
    { parallelism },
  )
  const good = LINES.filter(line => !line.startsWith('malformed'))
  const wrong = good.filter(line => line.includes(' 500 '))
  expect(rowsOf(figures)).toEqual([{ rows: BigInt(good.length) }])
  expect(rowsOf(all).filter(({ status }) => status === 500)).toHaveLength(wrong.length)
  expect(all.length).toBe(good.length)
  const late = wrong.filter(line => line.includes('[28/')).map(line => line.split(/ (?:- - .*GET )?/))
  const wanted = late.map(([host, path]) => ({ host, path })).sort((a, b) => (a.host < b.host ? -1 : 1))
  expect(rowsOf(last)).toEqual(wanted.slice(0, 2))
  expect(rowsOf(hosts).map(({ host }) => host)).toEqual([...new Set(wrong.map(line => line.split(' ')[0]))].sort())
  expect(rowsOf(joined)).toEqual([{ rows: BigInt(wrong.length) }])
})

test('in the order of the file without threads; nothing found is a table without rows', async () => {
  const { paths, none } = await collect({
    paths: parsed().select('path'),
    none: parsed().filter(col('status').eq(999)),
  })
  const given = LINES.filter(line => !line.startsWith('malformed')).map(line => line.split(' ')[6])
  expect(rowsOf(paths).map(({ path }) => path)).toEqual(given)
  expect(none.length).toBe(0)
  expect(none.schema.map(({ name }) => name)).toContain('path')
})

test('a source that may grow cannot be collected', async () => {
  const stream = readStream(new MemorySource(new MemoryTopic('growing', [LINES]))).parse(webLogParser(common))
  await expect(collect({ rows: stream.select('host') })).rejects.toThrow(
    'collect() needs datasets over bounded sources',
  )
})
