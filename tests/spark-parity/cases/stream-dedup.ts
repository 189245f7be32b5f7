import type { ParityCase, Row, SourceData } from '../src/case.ts'

const at = (clock: string): string => `2024-01-01 ${clock}`
const BATCHES: readonly (readonly Row[])[] = [
  [
    [at('00:00:00'), 'a', 1],
    [at('00:00:00'), 'a', 1],
    [at('00:01:00'), 'b', 2],
    [at('00:00:00'), null, 3],
  ],
  [
    [at('00:00:00'), 'a', 9],
    [at('00:20:00'), 'a', 4],
    [at('00:01:00'), 'b', 2],
    [at('00:19:00'), null, 5],
  ],
  [
    [at('00:00:30'), 'a', 6],
    [at('00:20:00'), 'a', 7],
    [at('00:21:00'), 'c', 8],
  ],
  [
    [at('00:45:00'), 'a', 10],
    [at('00:21:00'), 'c', 8],
  ],
  [
    [at('00:36:00'), 'a', 11],
    [at('00:45:00'), 'a', 10],
    [at('00:34:00'), 'b', 12],
  ],
]
const plain: SourceData = { schema: 't TIMESTAMP, k STRING, v INT', batches: BATCHES }
const marked: SourceData = { ...plain, watermark: { column: 't', delay: '10 minutes' } }
const ALL = 'SELECT * FROM e'

export const cases: readonly ParityCase[] = [
  {
    name: 'dropDuplicates of a column for ever',
    sources: { e: { ...plain, dropDuplicates: ['k'] } },
    query: ALL,
    mode: 'append',
  },
  {
    name: 'dropDuplicates of whole rows, restarts',
    sources: { e: { ...plain, dropDuplicates: [] } },
    query: ALL,
    mode: 'append',
    restartAfter: [0, 2],
  },
  {
    name: 'dropDuplicates in update mode',
    sources: { e: { ...plain, dropDuplicates: ['k', 'v'] } },
    query: ALL,
    mode: 'update',
  },
  {
    name: 'dropDuplicates with the event time',
    sources: { e: { ...marked, dropDuplicates: ['t', 'k'] } },
    query: ALL,
    mode: 'append',
  },
  {
    name: 'dropDuplicates with the event time, restarts',
    sources: { e: { ...marked, dropDuplicates: ['t', 'k'] } },
    query: ALL,
    mode: 'append',
    restartAfter: [0, 1, 2, 3],
  },
  {
    name: 'dropDuplicates under a watermark without the event time',
    sources: { e: { ...marked, dropDuplicates: ['k'] } },
    query: ALL,
    mode: 'append',
    restartAfter: [1],
  },
  {
    name: 'dropDuplicatesWithinWatermark',
    sources: { e: { ...marked, dropDuplicatesWithinWatermark: ['k'] } },
    query: ALL,
    mode: 'append',
  },
  {
    name: 'dropDuplicatesWithinWatermark, restarts',
    sources: { e: { ...marked, dropDuplicatesWithinWatermark: ['k'] } },
    query: ALL,
    mode: 'append',
    restartAfter: [0, 1, 2, 3],
  },
  {
    name: 'dropDuplicatesWithinWatermark of whole rows, update',
    sources: { e: { ...marked, dropDuplicatesWithinWatermark: [] } },
    query: ALL,
    mode: 'update',
    restartAfter: [2],
  },
  {
    name: 'dropDuplicatesWithinWatermark without a watermark is refused',
    sources: { e: { ...plain, dropDuplicatesWithinWatermark: ['k'] } },
    query: ALL,
    mode: 'append',
  },
  {
    name: 'windows over rows without duplicates',
    sources: { e: { ...marked, dropDuplicates: ['t', 'k'] } },
    query: "SELECT window.start, count(*) AS n FROM e GROUP BY window(t, '5 minutes')",
    mode: 'append',
    restartAfter: [2],
  },
  {
    name: 'windows over rows without duplicates, update',
    sources: { e: { ...marked, dropDuplicates: ['t', 'k'] } },
    query: "SELECT window.start, count(*) AS n FROM e GROUP BY window(t, '5 minutes')",
    mode: 'update',
  },
]
