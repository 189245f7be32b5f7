import type { ParityCase, Row, SourceData, StreamCase, TableData } from '../src/case.ts'

const at = (clock: string): string => `2024-01-01 ${clock}`
const NAMES: TableData = {
  schema: 'id INT, name STRING',
  rows: [
    [1, 'one'],
    [1, 'uno'],
    [2, 'two'],
    [null, 'nothing'],
    [9, 'nine'],
  ],
}

/** Impressions and clicks: a click belongs to an impression of the same ad within ten minutes before it. */
const SHOWN: readonly (readonly Row[])[] = [
  [
    [1, at('00:00:00')],
    [2, at('00:01:00')],
    [null, at('00:02:00')],
  ],
  [
    [3, at('00:20:00')],
    [1, at('00:21:00')],
  ],
  [
    [4, at('00:45:00')],
    [2, at('00:05:00')],
  ],
  [[5, at('01:30:00')]],
]
const CLICKED: readonly (readonly Row[])[] = [
  [
    [1, at('00:05:00'), 'x'],
    [null, at('00:03:00'), 'n'],
  ],
  [
    [2, at('00:11:00'), 'y'],
    [2, at('00:11:00.000001'), 'late by a microsecond'],
    [7, at('00:22:00'), 'unmatched'],
  ],
  [
    [3, at('00:25:00'), 'z'],
    [1, at('00:06:00'), 'too late?'],
    [4, at('00:46:00'), 'w'],
  ],
  [
    [5, at('01:40:00'), 'v'],
    [5, at('02:00:00'), 'u'],
  ],
]
const shown: SourceData = {
  schema: 'ad INT, st TIMESTAMP',
  watermark: { column: 'st', delay: '10 minutes' },
  batches: SHOWN,
}
const clicked: SourceData = {
  schema: 'cad INT, ct TIMESTAMP, tag STRING',
  watermark: { column: 'ct', delay: '20 minutes' },
  batches: CLICKED,
}
const ON = "ad = cad AND ct >= st AND ct <= st + INTERVAL '10' MINUTE"

const NULL_KEYS =
  "a full join's condition is not true for null keys: Spark takes them for equal here, against SQL and its own full join of tables"

const joined = (name: string, join: string, more: Partial<StreamCase> = {}): ParityCase => ({
  name,
  sources: { shown, clicked },
  query: `SELECT * FROM shown ${join} clicked ON ${ON}`,
  mode: 'append',
  ...more,
})
const looked = (name: string, query: string, more: Partial<StreamCase> = {}): ParityCase => ({
  name,
  tables: { names: NAMES },
  sources: {
    ids: {
      schema: 'id INT, v INT',
      batches: [
        [
          [1, 10],
          [3, 30],
        ],
        [
          [2, 20],
          [null, 0],
        ],
        [[1, 11]],
      ],
    },
  },
  query,
  mode: 'append',
  ...more,
})

export const cases: readonly ParityCase[] = [
  looked('stream-static inner join', 'SELECT ids.id, v, name FROM ids JOIN names ON ids.id = names.id'),
  looked('stream-static left join', 'SELECT ids.id, v, name FROM ids LEFT JOIN names ON ids.id = names.id', {
    restartAfter: [0],
  }),
  looked('static-stream right join', 'SELECT ids.id, v, name FROM names RIGHT JOIN ids ON ids.id = names.id'),
  looked('stream-static semi join', 'SELECT * FROM ids LEFT SEMI JOIN names ON ids.id = names.id'),
  looked('stream-static anti join', 'SELECT * FROM ids LEFT ANTI JOIN names ON ids.id = names.id'),
  looked('stream-static null-safe join', 'SELECT ids.id, name FROM ids JOIN names ON ids.id <=> names.id'),
  looked('stream-static right join is refused', 'SELECT ids.id, name FROM ids RIGHT JOIN names ON ids.id = names.id'),
  looked('stream-static full join is refused', 'SELECT ids.id, name FROM ids FULL JOIN names ON ids.id = names.id'),
  looked(
    'sums over a stream-static join',
    'SELECT name, sum(v) AS s FROM ids LEFT JOIN names ON ids.id = names.id GROUP BY name',
    { mode: 'update', restartAfter: [1] },
  ),
  looked(
    'stream-static join in complete mode',
    'SELECT name, count(*) AS n FROM ids JOIN names USING (id) GROUP BY name',
    { mode: 'complete' },
  ),
  looked(
    'stream-static join by a condition that is no equality',
    'SELECT ids.id, names.id AS other FROM ids JOIN names ON ids.id < names.id',
  ),
  joined('stream-stream inner join with a time range', 'JOIN'),
  joined('stream-stream inner join with a time range, restarts', 'JOIN', { restartAfter: [0, 1, 2] }),
  joined('stream-stream left join', 'LEFT JOIN'),
  joined('stream-stream left join, restarts', 'LEFT JOIN', { restartAfter: [0, 1, 2] }),
  joined('stream-stream right join', 'RIGHT JOIN'),
  joined('stream-stream right join, restarts', 'RIGHT JOIN', { restartAfter: [0, 1, 2] }),
  joined('stream-stream full join', 'FULL OUTER JOIN', { differs: NULL_KEYS }),
  joined('stream-stream full join, restarts', 'FULL OUTER JOIN', { restartAfter: [1, 2], differs: NULL_KEYS }),
  joined('stream-stream semi join', 'LEFT SEMI JOIN', { restartAfter: [1] }),
  joined('stream-stream anti join is refused', 'LEFT ANTI JOIN'),
  joined('stream-stream inner join in update mode is refused', 'JOIN', { mode: 'update' }),
  joined('stream-stream left join in update mode is refused', 'LEFT JOIN', { mode: 'update' }),
  joined('stream-stream join in complete mode is refused', 'JOIN', { mode: 'complete' }),
  {
    name: 'stream-stream inner join without watermarks',
    sources: { shown: { ...shown, watermark: undefined }, clicked: { ...clicked, watermark: undefined } },
    query: 'SELECT ad, tag FROM shown JOIN clicked ON ad = cad',
    mode: 'append',
    restartAfter: [1],
  },
  {
    name: 'stream-stream left join without watermarks is refused',
    sources: { shown: { ...shown, watermark: undefined }, clicked: { ...clicked, watermark: undefined } },
    query: 'SELECT ad, tag FROM shown LEFT JOIN clicked ON ad = cad',
    mode: 'append',
  },
  {
    name: 'stream-stream left join without a time range is refused',
    sources: { shown, clicked },
    query: 'SELECT ad, tag FROM shown LEFT JOIN clicked ON ad = cad',
    mode: 'append',
  },
  {
    name: 'stream-stream join by the event time',
    sources: {
      shown,
      clicked: {
        ...clicked,
        batches: [
          [[1, at('00:00:00'), 'same']],
          [
            [2, at('00:01:00'), 'same, a batch later'],
            [3, at('00:20:00'), 'same'],
          ],
          [[1, at('00:00:00'), 'again']],
          [[5, at('01:30:00'), 'same']],
        ],
      },
    },
    query: 'SELECT ad, st, tag FROM shown LEFT JOIN clicked ON ad = cad AND st = ct',
    mode: 'append',
    restartAfter: [1],
  },
  {
    name: 'stream-stream join with a condition on one side',
    sources: { shown, clicked },
    query: `SELECT ad, st, tag FROM shown LEFT JOIN clicked ON ${ON} AND tag <> 'x' AND ad < 5`,
    mode: 'append',
  },
  {
    name: 'windows over a stream-stream join',
    sources: { shown, clicked },
    query: `SELECT window.start, count(*) AS n FROM (SELECT st, tag FROM shown JOIN clicked ON ${ON}) GROUP BY window(st, '30 minutes')`,
    mode: 'append',
    restartAfter: [2],
  },
  {
    name: 'a stream joined by a window',
    sources: { shown, clicked },
    query:
      "SELECT s.w, s.ad, c.tag FROM (SELECT window(st, '10 minutes') AS w, ad FROM shown) s JOIN (SELECT window(ct, '10 minutes') AS w, cad, tag FROM clicked) c ON s.ad = c.cad AND s.w = c.w",
    mode: 'append',
  },
  {
    name: 'a row on each side of a join many times',
    sources: {
      shown: {
        ...shown,
        batches: [
          [
            [1, at('00:00:00')],
            [1, at('00:00:00')],
          ],
          [[1, at('00:01:00')]],
          [[8, at('03:00:00')]],
        ],
      },
      clicked: {
        ...clicked,
        batches: [
          [
            [1, at('00:02:00'), 'p'],
            [1, at('00:02:00'), 'p'],
          ],
          [[1, at('00:03:00'), 'q']],
          [[8, at('03:01:00'), 'r']],
        ],
      },
    },
    query: `SELECT * FROM shown FULL OUTER JOIN clicked ON ${ON}`,
    mode: 'append',
  },
]
