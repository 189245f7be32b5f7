import type { HostValue, Schema } from '@millrace/columns'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import '../function-library.ts'
import type { StatefulHandle, StatefulProcessor } from '../api/transform.ts'
import { Grouping, type GroupingSpec } from '../operators/aggregate/grouping.ts'
import type { JoinType } from '../plan/logical-plan.ts'
import type { MainDeduplicate, MainJoin, MainSession, MainTransform } from '../plan/main-stage.ts'
import { columnsOf, hostRows } from '../testing/recording-sink.ts'
import { AggregateState } from './aggregate-state.ts'
import { DeduplicateState } from './deduplicate-state.ts'
import type { EventTimeKey } from './event-time-key.ts'
import { JoinState } from './join-state.ts'
import { SessionState } from './session-state.ts'
import { SpillSpace } from './spill/spill-space.ts'
import type { StatefulOperator } from './stateful-operator.ts'
import { TransformState } from './transform-state.ts'

const SCHEMA = [
  { name: 'name', type: 'string', nullable: true },
  { name: 'time', type: 'timestamp', nullable: true },
] as const
const OTHER = SCHEMA.map(f => ({ ...f, name: `${f.name}2` }))
const column = (name: string, type: 'string' | 'timestamp') => ({ kind: 'column', name, type, nullable: true }) as const
const rows = (name: string, schema: Schema) => ({ op: 'rows', name, schema }) as const

type Row = readonly [string | null, bigint | null]
interface Batch {
  readonly left: readonly Row[]
  readonly right: readonly Row[]
  /** By how much the watermark moves before the batch, in milliseconds. */
  readonly step: number
  /** By how much the processing time moves, in milliseconds; then the time. */
  readonly now: number
}

/** An operator and what one batch makes it give. */
interface Subject {
  readonly make: (space: SpillSpace) => StatefulOperator
  readonly run: (state: StatefulOperator, batch: Batch) => unknown
}

const spec = (keys: number, nullable = true): GroupingSpec => ({
  keys: [
    { type: 'string', nullable: true },
    ...Array.from({ length: keys - 1 }, () => ({ type: 'timestamp', nullable }) as const),
  ],
  functions: [
    { name: 'count', args: [], type: 'int64', nullable: false },
    { name: 'collectList', args: [{ type: 'string', nullable: true }], type: 'list<string>', nullable: false },
  ],
})

function aggregate(eventTime: EventTimeKey | null, keys: number): Subject {
  return {
    make: space => new AggregateState(spec(keys), eventTime, true, space),
    run(state, { left }) {
      const aggregation = state as AggregateState
      const given = left.filter(([, time]) => keys === 1 || time !== null)
      const coming = new Grouping(spec(keys))
      const { columns, length } = columnsOf(SCHEMA, given)
      coming.update(columns.slice(0, keys), [[], [columns[0]]], { rows: null, count: length })
      aggregation.merge(coming.state())
      aggregation.endBatch()
      return (['complete', 'update', 'append'] as const).map(mode => sorted(hostRows(aggregation.rows(mode))))
    },
  }
}

function session(): Subject {
  const node: MainSession = {
    op: 'session',
    state: 0,
    input: rows('a', SCHEMA),
    mode: 'append',
    spec: spec(3, false),
    start: 1,
    keys: [column('name', 'string'), column('time', 'timestamp')],
    end: column('time', 'timestamp'),
    args: [[], [column('name', 'string')]],
    ends: true,
    schema: [],
  }
  return {
    make: space => new SessionState(node, space),
    run(state, { left }) {
      const sessions = state as SessionState
      const given = left.flatMap(([name, time]) => (time === null ? [] : [[name, time, time + 3000n] as const]))
      const { columns, length } = columnsOf([...SCHEMA, { name: 'end', type: 'timestamp', nullable: false }], given)
      const coming = new Grouping(node.spec)
      coming.update(columns, [[], [columns[0]]], { rows: null, count: length })
      sessions.merge(coming.state())
      sessions.endBatch()
      return (['complete', 'append'] as const).map(mode => sorted(hostRows(sessions.rows(mode))))
    },
  }
}

function deduplicate(columns: number[], keptFor: number | null): Subject {
  const node: MainDeduplicate = {
    op: 'deduplicate',
    state: 0,
    input: rows('a', SCHEMA),
    columns,
    eventTime: 1,
    keptFor,
    schema: SCHEMA,
  }
  return {
    make: space => new DeduplicateState(node, space),
    run(state, { left }) {
      const given = (state as DeduplicateState).process(columnsOf(SCHEMA, left))
      ;(state as DeduplicateState).endBatch()
      return hostRows(given)
    },
  }
}

function join(type: JoinType, nullSafe = false): Subject {
  const expiry = { column: 1, after: 3000 }
  const node: MainJoin = {
    op: 'join',
    state: 0,
    left: rows('a', SCHEMA),
    right: rows('b', OTHER),
    type,
    keys: [{ left: column('name', 'string'), right: column('name2', 'string'), nullSafe }],
    residual: {
      kind: 'call',
      name: 'gte',
      args: [column('time2', 'timestamp'), column('time', 'timestamp')],
      type: 'boolean',
      nullable: true,
    },
    sides: {
      left: { condition: null, eventTime: 1, expiry },
      right: { condition: null, eventTime: 1, expiry },
    },
    schema: type === 'leftSemi' ? SCHEMA : [...SCHEMA, ...OTHER],
  }
  return {
    make: space => new JoinState(node, space),
    run: (state, { left, right }) =>
      sorted(hostRows((state as JoinState).process(columnsOf(SCHEMA, left), columnsOf(OTHER, right)))),
  }
}

/** Counts rows of names for four milliseconds after the last, keeps their times, and speaks when a timer comes. */
const program = (): StatefulProcessor => {
  let handle: StatefulHandle
  let visits: ReturnType<StatefulHandle['valueState']>
  let times: ReturnType<StatefulHandle['mapState']>
  return {
    init(given) {
      handle = given
      visits = handle.valueState('visits', 'double', { ttlMs: 4 })
      times = handle.mapState('times', 'string')
    },
    *handleInputRows([name], rows) {
      visits.update(Number(visits.get() ?? 0) + rows.length)
      for (const { time } of rows) {
        if (time === null) continue
        times.update(String(time), name)
        handle.registerTimer(Number(time) / 1000 + 2)
      }
      yield { name, visits: visits.get(), times: times.entries().join() }
    },
    *handleExpiredTimer([name], at) {
      yield { name, visits: visits.get(), times: `${at}: ${times.entries().length}` }
      times.clear()
    },
  }
}

function transform(timeMode: MainTransform['timeMode']): Subject {
  const node: MainTransform = {
    op: 'transform',
    state: 0,
    input: rows('a', SCHEMA),
    name: 'program',
    keys: [0],
    timeMode,
    eventTime: timeMode === 'eventTime' ? 1 : null,
    schema: [
      { name: 'name', type: 'string', nullable: true },
      { name: 'visits', type: 'double', nullable: true },
      { name: 'times', type: 'string', nullable: true },
    ],
  }
  return {
    make: space => new TransformState(node, program(), space),
    run: (state, { left, now }) => hostRows((state as TransformState).process(columnsOf(SCHEMA, left), now)),
  }
}

const text = (row: unknown): string => JSON.stringify(row, (_, v) => (typeof v === 'bigint' ? Number(v) : v))
const sorted = (all: HostValue[][]): HostValue[][] => all.toSorted((a, b) => (text(a) < text(b) ? -1 : 1))

const NAMES: readonly (string | null)[] = ['a', 'b', 'c', '', null]
const row = fc.tuple(
  fc.constantFrom(...NAMES),
  fc.option(
    fc.integer({ min: -2, max: 40 }).map(n => BigInt(n) * 500n),
    { freq: 10 },
  ),
)
const batch: fc.Arbitrary<Batch> = fc.record({
  left: fc.array(row, { maxLength: 6 }),
  right: fc.array(row, { maxLength: 6 }),
  step: fc.constantFrom(0, 0, 1, 2, 5),
  now: fc.nat({ max: 3 }),
})

const SUBJECTS: Record<string, Subject> = {
  'an aggregation by a text': aggregate(null, 1),
  'an aggregation by text and time': aggregate({ key: 1, length: 0 }, 2),
  'windows that overlap': aggregate({ key: 1, length: 2000, slides: { count: 2, slide: 1000 } }, 2),
  sessions: session(),
  'dropDuplicates of names': deduplicate([0], null),
  'dropDuplicates with the event time': deduplicate([0, 1], 0),
  dropDuplicatesWithinWatermark: deduplicate([0], 2000),
  'an inner join': join('inner'),
  'an inner join on equal nulls': join('inner', true),
  'a left join': join('left'),
  'a right join': join('right'),
  'a full join': join('full'),
  'a semi join': join('leftSemi'),
  'a program with timers on event time': transform('eventTime'),
  'a program with timers on processing time': transform('processingTime'),
}

const piecesOf = (state: StatefulOperator): Uint8Array[] => {
  const whole = state.snapshot()
  return whole instanceof Uint8Array ? [whole] : [...whole]
}

/** Rows on disk that a batch touched, in all tests. */
let broughtBack = 0
afterAll(() => expect(broughtBack).toBeGreaterThan(0))

describe.each(Object.entries(SUBJECTS))('%s', (_, { make, run }) => {
  test('gives the same after a restart at any batch, from deltas or from snapshots, in memory or on disk', () => {
    let spilled = 0
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 14 }), fc.infiniteStream(fc.nat({ max: 5 })), (batches, chances) => {
        const space = new SpillSpace()
        const steady = make(space)
        let restarted = make(space)
        let snapshot: { readonly pieces: readonly Uint8Array[]; readonly eviction: number } | undefined
        let deltas: { readonly bytes: Uint8Array; readonly eviction: number }[] = []
        let [eviction, late, now] = [0, 0, 0]
        const spill = (): void => restarted.spill?.(restarted.memoryUsedBytes * 0.2 * chances.next().value)
        for (const b of batches) {
          late = eviction
          eviction += b.step
          now += b.now
          const onDisk = restarted.spilled?.rows ?? 0
          const results = [steady, restarted].map(state => {
            state.beginBatch({ eviction, late })
            return run(state, { ...b, now })
          })
          broughtBack += Math.max(0, onDisk - restarted.numRowsRemoved - (restarted.spilled?.rows ?? 0))
          expect(text(results[1])).toEqual(text(results[0]))
          expect(restarted.numRowsTotal).toBe(steady.numRowsTotal)
          expect(restarted.numRowsUpdated).toBe(steady.numRowsUpdated)
          expect(restarted.numRowsRemoved).toBe(steady.numRowsRemoved)
          const chance = chances.next().value
          if (snapshot === undefined || chance === 0) {
            snapshot = { pieces: piecesOf(restarted), eviction }
            deltas = []
          } else deltas.push({ bytes: restarted.delta(), eviction })
          spill()
          spilled += restarted.spilled?.rows ?? 0
          if (chance > 3) continue
          restarted = make(space)
          for (const [i, piece] of snapshot.pieces.entries()) {
            restarted.restore(piece, snapshot.eviction, i === 0)
            spill()
          }
          for (const delta of deltas) {
            spill()
            restarted.apply(delta.bytes, delta.eviction)
          }
          expect(text(sorted(hostRows(restarted.stateRows())))).toEqual(text(sorted(hostRows(steady.stateRows()))))
        }
        expect(steady.spilled).toBeUndefined()
        space.close()
      }),
      { numRuns: 60 },
    )
    if (make(new SpillSpace()).spill === undefined) return
    expect(spilled).toBeGreaterThan(0)
  })
})
