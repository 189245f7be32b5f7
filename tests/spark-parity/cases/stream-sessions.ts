import type { ParityCase, Row, SourceData } from '../src/case.ts'

const at = (clock: string): string => `2024-01-01 ${clock}`
const BATCHES: readonly (readonly Row[])[] = [
  [
    [at('00:00:00'), 'a', 1],
    [at('00:02:00'), 'a', 2],
    [at('00:00:30'), 'b', 3],
    [at('00:20:00'), 'a', 4],
  ],
  [
    [at('00:06:59'), 'a', 5],
    [at('00:15:30'), 'a', 6],
    [at('00:03:00'), 'b', 7],
  ],
  [
    [at('00:40:00'), 'b', 8],
    [at('00:11:00'), 'a', 9],
  ],
  [
    [at('00:38:00'), 'b', 10],
    [at('00:12:00'), 'a', 11],
    [at('01:10:00'), 'c', 12],
  ],
]
const clicks: SourceData = {
  schema: 't TIMESTAMP, k STRING, v INT',
  watermark: { column: 't', delay: '10 minutes' },
  batches: BATCHES,
}

export const cases: readonly ParityCase[] = [
  {
    name: 'sessions, append',
    sources: { clicks },
    query:
      "SELECT session_window.start, session_window.end, k, count(*) AS n, sum(v) AS s FROM clicks GROUP BY session_window(t, '5 minutes'), k",
    mode: 'append',
  },
  {
    name: 'sessions, append, restarts',
    sources: { clicks },
    query:
      "SELECT session_window.start, session_window.end, k, count(*) AS n FROM clicks GROUP BY session_window(t, '5 minutes'), k",
    mode: 'append',
    restartAfter: [0, 1, 2],
  },
  {
    name: 'sessions, complete',
    sources: { clicks },
    query:
      "SELECT session_window.start, session_window.end, k, count(*) AS n FROM clicks GROUP BY session_window(t, '5 minutes'), k",
    mode: 'complete',
    restartAfter: [1],
  },
  {
    name: 'sessions, update is refused',
    sources: { clicks },
    query: "SELECT session_window.start, k, count(*) AS n FROM clicks GROUP BY session_window(t, '5 minutes'), k",
    mode: 'update',
  },
  {
    name: 'sessions with a gap by row',
    sources: { clicks },
    query:
      "SELECT session_window, k, count(*) AS n FROM clicks GROUP BY session_window(t, CASE WHEN k = 'a' THEN '1 minute' ELSE '10 minutes' END), k",
    mode: 'append',
  },
  {
    name: 'sessions that touch, and that are joined by a late row',
    sources: {
      clicks: {
        ...clicks,
        batches: [
          [
            [at('00:00:00'), 'x', 1],
            [at('00:10:00'), 'x', 2],
          ],
          [[at('00:05:00'), 'x', 3]],
          [[at('01:00:00'), 'y', 4]],
          [[at('02:00:00'), 'y', 5]],
        ],
      },
    },
    query:
      "SELECT session_window.start, session_window.end, k, collect_list(v) AS vs FROM clicks GROUP BY session_window(t, '5 minutes'), k",
    mode: 'append',
    restartAfter: [0],
  },
]
