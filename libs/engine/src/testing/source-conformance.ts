import assert from 'node:assert/strict'
import type { Offset, ReadLimit, Source } from '../connector/source.ts'
import type { ConformanceCheck } from './conformance-check.ts'
import { recordsBetween, type SourceRecord, viaJson } from './source-records.ts'

/** What a source reads from, for one check. */
export interface SourceFixture {
  /** A source that is not open; another object every time, over the same data, as a process that starts again would make it. */
  source(): Source
  /** Adds some records to what the source reads, so many that a batch of one row or step does not hold them all. */
  add(): Promise<void>
  /** Takes the data away after the check. */
  close?(): Promise<void>
}

/** A batch of the smallest size. */
const ONE: ReadLimit = { maxRows: 1 }
/** More batches than any fixture needs. */
const MOST_BATCHES = 10_000

/** What every Source must do. `open` makes a fixture, empty at first, for each check. */
export function sourceConformance(open: () => Promise<SourceFixture>): readonly ConformanceCheck[] {
  return CHECKS.map(([name, check]) => ({
    name,
    async run() {
      const fixture = await open()
      const sources: Source[] = []
      try {
        await check({
          add: () => fixture.add(),
          async source() {
            const source = fixture.source()
            sources.push(source)
            await source.open({ wait: false })
            return source
          },
        })
      } finally {
        for (const source of sources) await source.close()
        await fixture.close?.()
      }
    },
  }))
}

interface Setting {
  readonly source: () => Promise<Source>
  readonly add: () => Promise<void>
}

interface Batch {
  readonly start: Offset
  readonly end: Offset
  readonly records: readonly SourceRecord[]
}

const CHECKS: readonly (readonly [string, (setting: Setting) => Promise<void>])[] = [
  [
    'without new records the end is the start, and there is nothing to read',
    async ({ source, add }) => {
      const reader = await source()
      const first = await reader.initialOffset()
      await add()
      const { end } = await reader.latestOffset(first, 'all')
      const again = await reader.latestOffset(end, 'all')
      assert.deepEqual(again.end, end)
      assert.equal(reader.distance(end, again.latest), 0)
      assert.equal(reader.distance(end, end), 0)
      assert.deepEqual(await reader.partitions(end, end), [])
    },
  ],
  [
    'offsets are JSON, also after they were stored',
    async ({ source, add }) => {
      const reader = await source()
      const first = await reader.initialOffset()
      assert.deepEqual(viaJson(first), first)
      await add()
      const { end } = await reader.latestOffset(viaJson(first), 'all')
      assert.deepEqual(viaJson(end), end)
      const records = await recordsBetween(reader, first, end)
      assert.ok(records.length > 1, 'add() adds records')
      assert.deepEqual(await recordsBetween(reader, viaJson(first), viaJson(end)), records)
    },
  ],
  [
    'batches of one row or step come to an end, every record is in one of them, and the distance to the end goes down',
    async ({ source, add }) => {
      const reader = await source()
      const first = await reader.initialOffset()
      await add()
      const whole = await reader.latestOffset(first, 'all')
      const expected = await recordsBetween(reader, first, whole.end)
      const batches = await readBatches(reader, first)
      assert.ok(batches.length > 1, 'add() adds more than one batch of one row')
      assert.deepEqual(sorted(batches.flatMap(batch => batch.records)), sorted(expected))
      let left = reader.distance(first, whole.latest)
      for (const { start, end } of batches) {
        const step = reader.distance(start, end)
        assert.ok(step > 0, 'the end of a batch is beyond its start')
        assert.equal(reader.distance(end, whole.latest), left - step)
        left -= step
      }
      assert.equal(left, 0)
    },
  ],
  [
    'a batch read again is the same, by the same source and by another one, also when more has come',
    async ({ source, add }) => {
      const reader = await source()
      const first = await reader.initialOffset()
      await add()
      const batches = await readBatches(reader, first)
      await add()
      const restarted = await source()
      for (const { start, end, records } of batches.toReversed())
        for (const again of [reader, restarted]) {
          const partitions = await again.partitions(viaJson(start), viaJson(end))
          assert.deepEqual(partitions, await reader.partitions(start, end))
          assert.deepEqual(await recordsBetween(again, viaJson(start), viaJson(end)), records)
        }
    },
  ],
  [
    'a restarted source goes on where the last batch ended',
    async ({ source, add }) => {
      const reader = await source()
      const first = await reader.initialOffset()
      await add()
      const { end } = await reader.latestOffset(first, ONE)
      await reader.committed(end)
      await reader.close()
      const restarted = await source()
      await add()
      const seen = await recordsBetween(restarted, first, end)
      const later = (await readBatches(restarted, viaJson(end))).flatMap(batch => batch.records)
      const observer = await source()
      const everything = (await readBatches(observer, first)).flatMap(batch => batch.records)
      assert.deepEqual(sorted([...seen, ...later]), sorted(everything))
    },
  ],
  [
    'what comes after pin() is not read',
    async ({ source, add }) => {
      const reader = await source()
      const first = await reader.initialOffset()
      await add()
      await reader.pin()
      const pinned = await reader.latestOffset(first, 'all')
      await add()
      const later = await reader.latestOffset(first, 'all')
      assert.deepEqual(later.end, pinned.end)
      assert.deepEqual((await reader.latestOffset(pinned.end, 'all')).end, pinned.end)
    },
  ],
]

/** Reads on from an offset, in the smallest batches, until there is nothing more. */
async function readBatches(source: Source, from: Offset): Promise<Batch[]> {
  const batches: Batch[] = []
  for (let start = from; batches.length < MOST_BATCHES; ) {
    const { end } = await source.latestOffset(start, ONE)
    if (JSON.stringify(end) === JSON.stringify(start)) break
    batches.push({ start, end, records: await recordsBetween(source, start, end) })
    start = end
  }
  return batches
}

const sorted = (records: readonly SourceRecord[]): string[] =>
  records.map(record => JSON.stringify(record, (_, v) => (typeof v === 'bigint' ? `${v}n` : v))).sort()
