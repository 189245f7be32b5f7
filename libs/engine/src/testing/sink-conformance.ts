import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { ColumnBatch, Schema } from '@millrace/columns'
import type { AppendSink, Artefact, BatchWriter, Sink, SinkContext, TaskEncoderFactory } from '../connector/sink.ts'
import { loadExport } from '../runtime/worker/load-module.ts'
import { rowsFromTasks } from '../sinks/rows-from-tasks.ts'
import type { ConformanceCheck } from './conformance-check.ts'
import { columnsOf } from './recording-sink.ts'

/** The columns of the rows that the suite writes. */
export const CONFORMANCE_SCHEMA = [
  { name: 'key', type: 'string', nullable: true },
  { name: 'value', type: 'string', nullable: false },
] as const satisfies Schema

/** What a sink writes to, for one check. */
export interface SinkFixture {
  /** A sink that is not open, over the same target every time, as a process that starts again would make it. */
  sink(): Sink
  /** The column `value` of all rows that a reader sees. */
  values(): Promise<readonly string[]>
  /**
   * What becomes of a batch that was committed and runs again with other rows: they take the place of the first ones, or those
   * stay. Default replaces.
   */
  readonly replay?: 'replaces' | 'keeps'
  close?(): Promise<void>
}

/** What every Sink must do. `open` makes a fixture with an empty target for each check. */
export function sinkConformance(open: () => Promise<SinkFixture>): readonly ConformanceCheck[] {
  return CHECKS.map(([name, check]) => ({
    name,
    async run() {
      const fixture = await open()
      const setting = new Setting(fixture)
      try {
        await check(setting)
      } finally {
        await setting.end()
        await fixture.close?.()
      }
    },
  }))
}

/** One query and its runs. */
class Setting {
  readonly fixture: SinkFixture
  readonly #queryId = randomUUID()
  #sink: Sink | undefined
  #started = false

  constructor(fixture: SinkFixture) {
    this.fixture = fixture
  }

  /** Ends the run before, as its process would, and starts the next: `pendingBatch` is what it left unfinished. */
  async start(pendingBatch: number | null = null): Promise<Sink> {
    await this.end()
    const context: SinkContext = {
      queryId: this.#queryId,
      checkpoint: '/checkpoint',
      newQuery: !this.#started,
      pendingBatch,
    }
    this.#started = true
    const sink = this.fixture.sink()
    await sink.open(context)
    this.#sink = sink
    return sink
  }

  async end(): Promise<void> {
    await this.#sink?.close()
    this.#sink = undefined
  }

  async expect(values: readonly string[]): Promise<void> {
    assert.deepEqual([...(await this.fixture.values())].sort(), [...values].sort())
  }
}

const ROWS = ['one', 'two', 'three']
const OTHERS = ['three', 'four']

const CHECKS: readonly (readonly [string, (setting: Setting) => Promise<void>])[] = [
  [
    'rows are there when the batch is committed, batch by batch',
    async setting => {
      const sink = await setting.start()
      assert.deepEqual(await write(sink, 0, ROWS), { rows: 3 })
      await setting.expect(ROWS)
      assert.deepEqual(await write(sink, 1, OTHERS), { rows: 2 })
      await setting.expect(isComplete(sink) ? OTHERS : [...ROWS, ...OTHERS])
    },
  ],
  [
    'a batch without rows is a batch',
    async setting => {
      const sink = await setting.start()
      assert.deepEqual(await write(sink, 0, []), { rows: 0 })
      assert.deepEqual(await write(sink, 1, ROWS), { rows: 3 })
      await setting.expect(ROWS)
    },
  ],
  [
    'nothing is there before the commit, or after an abort, and the batch can run again',
    async setting => {
      const sink = await setting.start()
      await write(sink, 0, ROWS)
      if (isComplete(sink)) return
      const aborted = await stage(sink, 1, OTHERS)
      await setting.expect(ROWS)
      await aborted.abort()
      await setting.expect(ROWS)
      await write(sink, 1, OTHERS)
      await setting.expect([...ROWS, ...OTHERS])
    },
  ],
  [
    'a run that died before its commit leaves nothing',
    async setting => {
      const sink = await setting.start()
      await write(sink, 0, ROWS)
      if (!isComplete(sink)) await stage(sink, 1, OTHERS)
      const restarted = await setting.start(1)
      await setting.expect(ROWS)
      await write(restarted, 1, ['five'])
      await setting.expect(isComplete(sink) ? ['five'] : [...ROWS, 'five'])
    },
  ],
  [
    'a run that died after its commit: the batch again changes nothing',
    async setting => {
      const sink = await setting.start()
      await write(sink, 0, ROWS)
      await write(sink, 1, OTHERS)
      const expected = isComplete(sink) ? OTHERS : [...ROWS, ...OTHERS]
      const restarted = await setting.start(1)
      assert.deepEqual(await write(restarted, 1, OTHERS), { rows: 2 })
      await setting.expect(expected)
      // In the same run too: the engine repeats a batch whose commit was not answered.
      await write(restarted, 1, OTHERS)
      await setting.expect(expected)
      await write(restarted, 2, ['five'])
      await setting.expect(isComplete(sink) ? ['five'] : [...expected, 'five'])
    },
  ],
  [
    'a batch again with other rows is there once, whole',
    async setting => {
      const sink = await setting.start()
      await write(sink, 0, ['zero'])
      await write(sink, 1, ROWS)
      const restarted = await setting.start(1)
      await write(restarted, 1, OTHERS)
      const shown = setting.fixture.replay === 'keeps' ? ROWS : OTHERS
      await setting.expect(isComplete(sink) ? shown : ['zero', ...shown])
    },
  ],
  [
    'a writer that commits twice, and a sink that is closed twice',
    async setting => {
      const sink = await setting.start()
      if (!isComplete(sink)) {
        const writer = await stage(sink, 0, ROWS)
        await writer.commit()
        await writer.commit()
      } else await write(sink, 0, ROWS)
      await sink.close()
      await setting.expect(ROWS)
    },
  ],
]

const isComplete = (sink: Sink): boolean => sink.mode === 'complete'

async function write(sink: Sink, batchId: number, values: readonly string[]) {
  if ('replace' in sink) return sink.replace(batchId, rowsOf(values))
  if (sink.mode !== 'append') return (sink as Extract<Sink, { addBatch: unknown }>).addBatch(batchId, rowsOf(values))
  return (await stage(sink, batchId, values)).commit()
}

const rowsOf = (values: readonly string[]): ColumnBatch =>
  columnsOf(
    CONFORMANCE_SCHEMA,
    values.map((value, i) => [i % 2 === 0 ? `key ${i}` : null, value]),
  )

/** Encodes the rows in two tasks, as workers would, and stages what they make in the order that chance gives. */
async function stage(sink: Sink, batchId: number, values: readonly string[]): Promise<BatchWriter> {
  const append: AppendSink = 'encoder' in sink ? sink : rowsFromTasks(sink as never, CONFORMANCE_SCHEMA)
  const create = await loadExport<TaskEncoderFactory>(append.encoder)
  const artefacts: Artefact[] = []
  for (const [task, part] of [values.slice(0, 2), values.slice(2)].entries()) {
    const encoder = await create(append.encoder.options, CONFORMANCE_SCHEMA)
    const emit = (made: Omit<Artefact, 'task'>): void => void artefacts.push({ ...made, task })
    if (part.length > 0) encoder.append(rowsOf(part), emit)
    encoder.end(emit)
  }
  const writer = await append.begin(batchId)
  await Promise.all(artefacts.toReversed().map(artefact => writer.stage(artefact)))
  return writer
}
