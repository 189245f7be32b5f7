import '../../function-library.ts'
import { common, webLogParser } from '@millrace/log-parser'
import { expect, test } from 'vitest'
import { approxCountDistinct } from '../../api/aggregate-functions.ts'
import { readStream } from '../../api/read-stream.ts'
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
