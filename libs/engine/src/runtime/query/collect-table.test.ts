import { expect, test } from 'vitest'
import { readTable } from '../../api/read-table.ts'
import { count, memorySink, sum } from '../../index.ts'
import { tableOf } from '../../sources/memory-table.ts'
import { MemoryFileSystem } from '../../testing/memory-file-system.ts'
import { columnsOf, hostRows } from '../../testing/recording-sink.ts'
import { collect } from './collect.ts'
import type { AnyDataset } from './query-output.ts'
import { startQuery } from './start-query.ts'

const SCHEMA = [
  { name: 'name', type: 'string', nullable: true },
  { name: 'n', type: 'int64', nullable: true },
] as const

const numbers = () =>
  readTable(
    tableOf(
      'numbers',
      SCHEMA,
      columnsOf(SCHEMA, [
        ['a', 1n],
        ['b', 2n],
        ['a', 3n],
      ]),
    ),
  )

test('aggregations of a table, as of any bounded source', async () => {
  const totals = numbers()
    .groupBy('name')
    .agg({ total: sum('n'), rows: count() })
    .orderBy('name')
  const { result } = await collect({ result: totals }, { parallelism: 1 })
  expect(hostRows(result)).toEqual([
    ['a', 4n, 2n],
    ['b', 2n, 1n],
  ])
})

test('a table alone is no stream', async () => {
  const dataset: AnyDataset = numbers().agg({ rows: count() })
  const outputs = { all: { dataset, sinks: [memorySink('all')] } }
  await expect(startQuery({ outputs, checkpoint: { fs: new MemoryFileSystem(), path: '/c' } })).rejects.toThrow(
    'numbers is none',
  )
})
