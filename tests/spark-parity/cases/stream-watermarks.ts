import type { ParityCase, SourceData, TableData } from '../src/case.ts'

const at = (clock: string): string => `2024-01-01 ${clock}`
const SITES: TableData = {
  schema: 'id INT, site STRING',
  rows: [
    [1, 'one'],
    [1, 'uno'],
    [2, 'two'],
    [9, 'broken clock'],
  ],
}
const events: SourceData = {
  schema: 't TIMESTAMP, id INT, tags ARRAY<STRING>',
  batches: [
    [
      [at('00:00:10'), 1, ['a', 'b']],
      [at('00:00:50'), 2, ['a']],
      [at('05:00:00'), 3, ['of no site']],
    ],
    [
      [at('00:10:00'), 2, ['c']],
      [at('00:00:20'), 1, []],
      [null, 1, ['d']],
    ],
    [
      [at('00:01:00'), 2, ['late']],
      [at('00:20:00'), 1, ['a', 'a']],
      [at('09:00:00'), 9, ['x']],
    ],
    [[at('00:40:00'), 2, null]],
  ],
}
const watermark = { column: 't', delay: '1 minute' }
const PER_MINUTE = "SELECT window.start, count(*) AS n FROM timed GROUP BY window(t, '1 minute')"

export const cases: readonly ParityCase[] = [
  {
    name: 'a watermark above a join with a table',
    tables: { sites: SITES },
    sources: { events },
    views: {
      timed: { query: "SELECT t, site FROM events JOIN sites USING (id) WHERE site <> 'broken clock'", watermark },
    },
    query: PER_MINUTE,
    mode: 'append',
    restartAfter: [0, 1],
  },
  {
    name: 'a filter above a watermark above a join',
    tables: { sites: SITES },
    sources: { events },
    views: { timed: { query: 'SELECT t, site FROM events JOIN sites USING (id)', watermark } },
    query: "SELECT window.start, count(*) AS n FROM timed WHERE site <> 'broken clock' GROUP BY window(t, '1 minute')",
    mode: 'append',
    restartAfter: [0, 1, 2],
  },
  {
    name: 'a watermark above explode, in update mode',
    sources: { events },
    views: { timed: { query: 'SELECT t, explode(tags) AS tag FROM events WHERE id < 3', watermark } },
    query: "SELECT window.start, tag, count(*) AS n FROM timed GROUP BY window(t, '1 minute'), tag",
    mode: 'update',
    restartAfter: [0, 1],
  },
  {
    name: 'a watermark above dropDuplicates',
    sources: { events },
    views: {
      unique: { query: 'SELECT t, id FROM events WHERE id < 9', dropDuplicates: ['id'] },
      timed: { query: 'SELECT * FROM unique', watermark },
    },
    query: PER_MINUTE,
    mode: 'append',
    restartAfter: [0, 1],
  },
  {
    name: 'a watermark above a join of streams without any',
    sources: {
      events,
      names: {
        schema: 'nid INT, name STRING',
        batches: [[[1, 'one']], [[2, 'two']], [[9, 'nine']]],
      },
    },
    views: { timed: { query: 'SELECT t, name FROM events JOIN names ON id = nid WHERE id < 9', watermark } },
    query: PER_MINUTE,
    mode: 'append',
    restartAfter: [0, 1],
  },
  {
    name: 'a watermark above an aggregation in update mode',
    sources: { events },
    views: { timed: { query: 'SELECT id, max(t) AS t, count(*) AS n FROM events GROUP BY id', watermark } },
    query: 'SELECT * FROM timed',
    mode: 'update',
    restartAfter: [0],
  },
  {
    name: 'a watermark above an aggregation in complete mode',
    sources: { events },
    views: { timed: { query: 'SELECT id, max(t) AS t, count(*) AS n FROM events GROUP BY id', watermark } },
    query: 'SELECT * FROM timed',
    mode: 'complete',
    restartAfter: [0],
  },
  {
    name: 'a watermark above an aggregation in append mode',
    sources: { events },
    views: { timed: { query: 'SELECT id, max(t) AS t FROM events GROUP BY id', watermark } },
    query: 'SELECT * FROM timed',
    mode: 'append',
  },
  {
    name: 'a watermark above a watermark is refused',
    sources: { events: { ...events, watermark } },
    views: { timed: { query: 'SELECT t, id FROM events', watermark: { column: 't', delay: '5 minutes' } } },
    query: PER_MINUTE,
    mode: 'append',
    differs: 'refused before the query starts; Spark ends it in its first batch',
  },
]
