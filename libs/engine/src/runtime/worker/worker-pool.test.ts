import { MillraceError } from '@millrace/errors'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RawBlock } from '../../connector/source.ts'
import type { PartialResult } from '../../operators/aggregate/partial-aggregator.ts'
import { AggregateState } from '../../state/aggregate-state.ts'
import { logLines, logOutputs } from '../../testing/log-query.ts'
import { DEADLY, POISON } from '../../testing/memory-decoder.ts'
import { MemoryFileSystem } from '../../testing/memory-file-system.ts'
import { MemorySource, MemoryTopic } from '../../testing/memory-source.ts'
import { compileOutputs } from '../query/compile-outputs.ts'
import { InlineExecutor } from './inline-executor.ts'
import type { TaskSetup } from './protocol.ts'
import type { TaskExecutor, TaskOutputs } from './task-executor.ts'
import { WorkerPool } from './worker-pool.ts'

const PARTITIONS = [logLines(0, 60), logLines(100, 30), [...logLines(200, 12), POISON], [...logLines(300, 7), DEADLY]]
const [GOOD, ALSO_GOOD, POISONED, DEADLY_ONE] = [0, 1, 2, 3]

const source = new MemorySource(new MemoryTopic('logs', PARTITIONS))
const { pipeline, encoders } = compileOutputs(logOutputs(source, new MemoryFileSystem()), null)
const setup: TaskSetup = { streams: [{ decoder: source.decoder, plan: pipeline.streams[0].worker }], encoders }
const forever = new AbortController().signal

/** Runs a task over one of the partitions; gives its counts and the text of its artefacts by name. */
async function runTask(
  executor: TaskExecutor,
  index: number,
  {
    onArtefact = async () => {},
    through = blocks => blocks,
  }: {
    onArtefact?: TaskOutputs['artefact']
    through?: (blocks: AsyncIterable<RawBlock>) => AsyncIterable<RawBlock>
  } = {},
) {
  const partition = {
    id: `logs-${index}`,
    range: { from: 0, to: PARTITIONS[index].length },
    rows: PARTITIONS[index].length,
  }
  const artefacts = new Map<string, string>()
  const take: TaskOutputs = {
    async artefact(output, artefact) {
      artefacts.set(`${output} ${artefact.task} ${artefact.chunk}`, Buffer.from(artefact.bytes).toString())
      await onArtefact(output, artefact)
    },
    async partials() {},
  }
  const blocks = through(source.read(partition, forever))
  const { counts, partials } = await executor.run({ batchId: 0, index, partition }, blocks, take)
  return { counts, partials, artefacts: [...artefacts].sort() }
}

async function* failing(blocks: AsyncIterable<RawBlock>): AsyncGenerator<RawBlock> {
  let n = 0
  for await (const block of blocks) {
    if (n++ === 3) throw new MillraceError('MILLRACE_KAFKA_UNREACHABLE', 'the broker is away')
    yield block
  }
}

let pool: WorkerPool
let expected: Awaited<ReturnType<typeof runTask>>[]

beforeEach(async () => {
  pool = await WorkerPool.start(setup, 2)
  const inline = await InlineExecutor.start(setup)
  expected = [await runTask(inline, GOOD), await runTask(inline, ALSO_GOOD)]
})
afterEach(() => pool.close())

/** What a pool must still be able to do, with both workers and nothing left of earlier tasks. */
async function expectUsable(): Promise<void> {
  const runs = await Promise.all([GOOD, ALSO_GOOD, GOOD, ALSO_GOOD].map(index => runTask(pool, index)))
  expect(runs).toEqual([...expected, ...expected])
}

test('tasks in threads count, aggregate and encode as in this thread; more tasks than threads wait', async () => {
  expect(expected[0].counts).toMatchObject({ lines: 60, parsed: 57 })
  expect(expected[0].artefacts.map(([name]) => name)).toContain('lines 0 5')
  await expectUsable()
})

describe('a failure reaches its task once, the others go on and the pool stays usable:', () => {
  test('the decoder throws', async () => {
    const [bad, good] = await Promise.allSettled([runTask(pool, POISONED), runTask(pool, GOOD)])
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'MILLRACE_INTERNAL', retryable: false } })
    expect((bad as PromiseRejectedResult).reason.message).toBe('The block is poisoned.')
    expect(good).toMatchObject({ status: 'fulfilled', value: expected[0] })
    await expectUsable()
  })

  test('the source fails', async () => {
    const run = runTask(pool, GOOD, { through: failing })
    await expect(run).rejects.toMatchObject({ code: 'MILLRACE_KAFKA_UNREACHABLE', retryable: true })
    await expectUsable()
  })

  test('the sink fails', async () => {
    let failures = 0
    const run = runTask(pool, GOOD, {
      onArtefact: async () => {
        failures++
        throw new MillraceError('MILLRACE_HDFS_UNREACHABLE', 'the NameNode is away')
      },
    })
    await expect(run).rejects.toMatchObject({ code: 'MILLRACE_HDFS_UNREACHABLE', retryable: true })
    expect(failures).toBeGreaterThan(0)
    await expectUsable()
  })

  test('the thread ends', async () => {
    const deaths = Array.from({ length: 5 }, () => runTask(pool, DEADLY_ONE))
    for (const outcome of await Promise.allSettled(deaths))
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'MILLRACE_INTERNAL', retryable: true } })
    await expectUsable()
    // A batch that goes on killing is the cause.
    await expect(runTask(pool, DEADLY_ONE)).rejects.toMatchObject({
      code: 'MILLRACE_INTERNAL',
      message: 'A worker thread ended with code 3. Batch 0 has cost 6 worker threads and is not tried again.',
      retryable: false,
    })
    await expectUsable()
  })

  test('the thread ends while its source hangs', async () => {
    async function* hanging(blocks: AsyncIterable<RawBlock>): AsyncGenerator<RawBlock> {
      yield* blocks
      await new Promise(() => {})
    }
    await expect(runTask(pool, DEADLY_ONE, { through: hanging })).rejects.toMatchObject({ code: 'MILLRACE_INTERNAL' })
    await expectUsable()
  })
})

test('a slow worker or sink holds back the source', async () => {
  let pulled = 0
  let open = 0
  let most = 0
  const release: (() => void)[] = []
  const many: AsyncIterable<RawBlock> = {
    async *[Symbol.asyncIterator]() {
      for (; pulled < 200; pulled++)
        yield {
          bytes: Uint8Array.from(Buffer.from(logLines(pulled * 5, 10).join('\n'))),
          meta: { offset: pulled * 10 },
        }
    },
  }
  const run = runTask(pool, GOOD, {
    through: () => many,
    onArtefact: async () => {
      most = Math.max(most, ++open)
      if (release.length < 4) await new Promise<void>(resolve => release.push(resolve))
      open--
    },
  })
  while (release.length < 4) await runTask(pool, ALSO_GOOD)
  // Time for more, were it not held back.
  await runTask(pool, ALSO_GOOD)
  expect(pulled).toBeLessThan(20)
  for (const go of release) go()
  expect((await run).counts.lines).toBe(2000)
  expect(pulled).toBe(200)
  expect(most).toBeLessThan(20)
})

test('a task that needs too much memory hands on what it has, and waits until that is taken', async () => {
  const small = { ...setup, memoryLimit: 1 }
  const [aggregation] = pipeline.streams[0].worker.parsed.aggregations
  for (const executor of [await InlineExecutor.start(small), await WorkerPool.start(small, 1)]) {
    const state = new AggregateState(aggregation.spec)
    const taken = Promise.withResolvers<void>()
    const first = Promise.withResolvers<void>()
    const count = (partials: readonly PartialResult[]): void => state.merge(partials[aggregation.id])
    let pulled = 0
    async function* watched(): AsyncGenerator<RawBlock> {
      for await (const block of source.read({ id: 'logs-0', range: { from: 0, to: 60 }, rows: 60 }, forever)) {
        pulled++
        yield block
      }
    }
    const run = executor.run({ batchId: 0, index: 0, partition: { id: 'logs-0', range: null, rows: 60 } }, watched(), {
      artefact: async () => {},
      async partials(partials) {
        count(partials)
        first.resolve()
        await taken.promise
      },
    })
    await first.promise
    // Time for more, were it not held back.
    await runTask(pool, GOOD)
    expect(pulled).toBeLessThan(6)
    taken.resolve()
    const { counts, partials } = await run
    count(partials)
    expect(counts.lines).toBe(60)
    state.endBatch()
    const whole = new AggregateState(aggregation.spec)
    whole.merge(expected[0].partials[aggregation.id])
    whole.endBatch()
    expect(state.result().length).toBeGreaterThan(3)
    expect(state.result()).toEqual(whole.result())
    await executor.close()
  }
})

test('closing rejects the tasks that run and those that wait', async () => {
  async function* hanging(): AsyncGenerator<RawBlock> {
    await new Promise(() => {})
  }
  const runs = Array.from({ length: 4 }, () => runTask(pool, GOOD, { through: hanging }))
  const outcomes = Promise.allSettled(runs)
  await pool.close()
  for (const outcome of await outcomes) expect(outcome.status).toBe('rejected')
  await expect(runTask(pool, GOOD)).rejects.toMatchObject({ code: 'MILLRACE_INTERNAL' })
})

test('code that cannot be loaded fails the start', async () => {
  const [stream] = setup.streams
  const missing = { ...setup, streams: [{ ...stream, decoder: { ...stream.decoder, name: 'nothing' } }] }
  await expect(WorkerPool.start(missing, 2)).rejects.toThrow('exports no function "nothing"')
})
