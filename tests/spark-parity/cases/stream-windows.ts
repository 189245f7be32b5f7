import type { OutputMode, ParityCase, Row, SourceData, StreamCase } from '../src/case.ts'

/** A moment of 1 January 2024: `at('00:05')`. */
const at = (clock: string): string => `2024-01-01 ${clock}`
const SCHEMA = 't TIMESTAMP, k STRING, v INT'

/** Watermark 10 minutes; in later batches rows that are late but welcome, at the edge, and too late. */
const BATCHES: readonly (readonly Row[])[] = [
  [
    [at('00:01:00'), 'a', 1],
    [at('00:04:59.999999'), 'a', 2],
    [at('00:05:00'), 'b', 3],
    [null, 'a', 4],
  ],
  [
    [at('00:16:00'), 'a', 5],
    [at('00:02:00'), 'b', 6],
  ],
  [
    [at('00:04:00'), 'a', 7],
    [at('00:06:00'), 'a', 8],
    [at('00:05:59'), 'a', 9],
    [at('00:20:00'), null, null],
  ],
  [
    [at('00:09:59'), 'b', 10],
    [at('00:31:00'), 'a', 11],
  ],
  [
    [at('00:20:30'), 'c', 12],
    [at('00:21:00'), 'c', 13],
    [at('00:10:00'), 'a', 14],
  ],
]
const events = (delay = '10 minutes', batches = BATCHES): SourceData => ({
  schema: SCHEMA,
  watermark: { column: 't', delay },
  batches,
})
const TUMBLING =
  "SELECT window.start, window.end, k, count(*) AS n, sum(v) AS s FROM events GROUP BY window(t, '5 minutes'), k"

const modes = (
  name: string,
  make: (mode: OutputMode) => Omit<StreamCase, 'name' | 'mode'>,
  some: readonly OutputMode[] = ['append', 'update', 'complete'],
): ParityCase[] => some.map(mode => ({ name: `${name}, ${mode}`, ...make(mode), mode }))

export const cases: readonly ParityCase[] = [
  ...modes('tumbling windows with late rows', () => ({ sources: { events: events() }, query: TUMBLING })),
  ...modes('tumbling windows with a restart after every batch', () => ({
    sources: { events: events() },
    query: TUMBLING,
    restartAfter: [0, 1, 2, 3],
  })),
  ...modes('sliding windows whose length is no multiple of the slide', () => ({
    sources: { events: events() },
    query:
      "SELECT window.start, window.end, k, count(*) AS n, sum(v) AS s FROM events GROUP BY window(t, '7 minutes', '3 minutes'), k",
    restartAfter: [1],
  })),
  ...modes('tumbling windows without delay', () => ({
    sources: { events: events('0 seconds') },
    query: TUMBLING,
    restartAfter: [2],
  })),
  ...modes('sliding windows with late rows', () => ({
    sources: { events: events() },
    query:
      "SELECT window.start, window.end, count(*) AS n, max(v) AS m FROM events GROUP BY window(t, '10 minutes', '5 minutes')",
  })),
  ...modes(
    'windows with a start time',
    () => ({
      sources: { events: events() },
      query:
        "SELECT window.start, count(v) AS n, avg(v) AS m FROM events GROUP BY window(t, '5 minutes', '5 minutes', '1 minute')",
      restartAfter: [1],
    }),
    ['append', 'update'],
  ),
  ...modes(
    'windows whose column is selected whole',
    () => ({
      sources: { events: events() },
      query: "SELECT window, min(v) AS low, max(k) AS high FROM events GROUP BY window(t, '5 minutes')",
    }),
    ['append', 'update'],
  ),
  {
    name: 'windows with having',
    sources: { events: events() },
    query: "SELECT window.start, k, count(*) AS n FROM events GROUP BY window(t, '5 minutes'), k HAVING count(*) > 1",
    mode: 'update',
  },
  {
    name: 'windows of rows that pass a filter: the watermark follows every row',
    sources: { events: events() },
    query: "SELECT window.start, count(*) AS n FROM events WHERE k = 'b' GROUP BY window(t, '5 minutes')",
    mode: 'append',
  },
  {
    name: 'window_time and a window of a window',
    sources: { events: events() },
    query:
      "SELECT window.start, sum(n) AS total FROM (SELECT window_time(window) AS wt, n FROM (SELECT window, count(*) AS n FROM events GROUP BY window(t, '5 minutes'))) GROUP BY window(wt, '10 minutes')",
    mode: 'append',
    restartAfter: [3],
  },
  {
    name: 'a window of a window, restarts',
    sources: { events: events() },
    query:
      "SELECT window(window, '10 minutes').start AS start, sum(n) AS total FROM (SELECT window, count(*) AS n FROM events GROUP BY window(t, '5 minutes')) GROUP BY window(window, '10 minutes')",
    mode: 'append',
    restartAfter: [1, 2],
  },
  {
    name: 'grouped by the event time itself',
    sources: { events: events() },
    query: 'SELECT t, count(*) AS n FROM events GROUP BY t',
    mode: 'append',
    restartAfter: [1],
  },
  {
    name: 'many aggregates over windows',
    sources: { events: events('1 minute') },
    query:
      "SELECT window.start, count(v), sum(v), avg(v), min(k), max(k), stddev(v), var_pop(v), first(k), last(k), collect_list(v), sort_array(collect_set(k)), count_if(v > 5), min_by(k, v), max_by(k, v), approx_count_distinct(k), bool_or(v > 10) FROM events GROUP BY window(t, '10 minutes')",
    mode: 'append',
    tolerance: 1e-12,
    restartAfter: [2],
  },
  {
    name: 'a batch whose rows are all too late',
    sources: {
      events: events('5 minutes', [
        [[at('01:00:00'), 'a', 1]],
        [
          [at('00:00:00'), 'late', 2],
          [at('00:54:59'), 'late', 3],
        ],
        [
          [at('00:55:00'), 'ok', 4],
          [at('01:10:00'), 'b', 5],
        ],
        [
          [at('01:04:59'), 'x', 6],
          [at('01:30:00'), 'c', 7],
        ],
      ]),
    },
    query: "SELECT window.start, k, count(*) AS n FROM events GROUP BY window(t, '1 minute'), k",
    mode: 'update',
    restartAfter: [0, 2],
  },
  {
    name: 'the watermark never goes back',
    sources: {
      events: events('1 minute', [
        [[at('02:00:00'), 'a', 1]],
        [[at('01:59:30'), 'b', 2]],
        [[at('00:00:00'), 'c', 3]],
        [[at('02:01:01'), 'd', 4]],
      ]),
    },
    query: "SELECT window.start, count(*) AS n FROM events GROUP BY window(t, '1 minute')",
    mode: 'append',
    restartAfter: [1],
  },
  {
    name: 'event times before 1970',
    sources: {
      events: events('1 minute', [
        [
          ['1969-12-31 23:58:30', 'a', 1],
          ['1969-12-31 23:59:59.5', 'b', 2],
        ],
        [['1970-01-01 00:00:30', 'c', 3]],
        [
          ['1970-01-01 00:10:00', 'd', 4],
          ['1969-12-31 23:59:00', 'e', 5],
        ],
      ]),
    },
    query: "SELECT window.start, count(*) AS n FROM events GROUP BY window(t, '1 minute')",
    mode: 'append',
  },
  {
    name: 'windows over a clock change',
    timeZone: 'America/New_York',
    sources: {
      events: events('0 seconds', [
        [
          ['2024-03-10 01:30:00', 'a', 1],
          ['2024-03-10 03:30:00', 'b', 2],
        ],
        [['2024-03-11 12:00:00', 'c', 3]],
        [['2024-03-12 12:00:00', 'd', 4]],
      ]),
    },
    query: "SELECT window.start, window.end, count(*) AS n FROM events GROUP BY window(t, '1 day')",
    mode: 'append',
  },
  {
    name: 'a watermark over timestamp_ntz is refused',
    sources: {
      events: {
        schema: 't TIMESTAMP_NTZ, v INT',
        watermark: { column: 't', delay: '1 minute' },
        batches: [[['2024-01-01 00:00:00', 1]]],
      },
    },
    query: "SELECT window.start, count(*) AS n FROM events GROUP BY window(t, '1 minute')",
    mode: 'append',
  },
]
