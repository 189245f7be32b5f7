import type { HostValue, Schema } from '@millrace/columns'
import { expect, test } from 'vitest'
import { columnsOf } from '../testing/recording-sink.ts'
import { consoleSink } from './console-sink.ts'
import { foreachBatch } from './foreach-batch.ts'
import { showTable } from './show-table.ts'

const SCHEMA = [
  { name: 'a', type: 'int32', nullable: true },
  { name: 'b', type: 'string', nullable: true },
  { name: 'c', type: 'double', nullable: true },
] as const satisfies Schema

const batch = columnsOf(SCHEMA, [
  [1, 'a', null],
  [2, 'bcdefghijklmnopqrstuvwxyz\n', 2.5],
])

// What Spark 4.1.1 prints for the same rows.
test('rows as Spark shows them', () => {
  expect(showTable(batch)).toBe(`+---+--------------------+----+
|  a|                   b|   c|
+---+--------------------+----+
|  1|                   a|NULL|
|  2|bcdefghijklmnopqr...| 2.5|
+---+--------------------+----+
`)
  expect(showTable(batch, { truncate: false })).toBe(`+---+---------------------------+----+
|a  |b                          |c   |
+---+---------------------------+----+
|1  |a                          |NULL|
|2  |bcdefghijklmnopqrstuvwxyz\\n|2.5 |
+---+---------------------------+----+
`)
  expect(showTable(batch, { numRows: 1, truncate: 3 })).toBe(`+---+---+---+
|  a|  b|  c|
+---+---+---+
|  1|  a|NUL|
+---+---+---+
only showing top 1 row
`)
})

test('values without a text of their own, and wide characters', () => {
  const schema = [
    { name: 'bytes', type: 'binary', nullable: true },
    { name: 'list', type: 'list<int32>', nullable: true },
    { name: '名', type: 'string', nullable: true },
  ] as const satisfies Schema
  const row: HostValue[] = [Uint8Array.of(1, 255), [1, null], '前後']
  expect(showTable(columnsOf(schema, [row]), { truncate: false })).toBe(`+-------+---------+----+
|bytes  |list     |名  |
+-------+---------+----+
|[01 FF]|[1, NULL]|前後|
+-------+---------+----+
`)
})

test('the console has a heading for every batch, foreachBatch has the batch id', async () => {
  let text = ''
  await consoleSink({ write: t => void (text += t), numRows: 0 }).addBatch(3, batch)
  const rule = '-'.repeat(43)
  expect(text.startsWith(`${rule}\nBatch: 3\n${rule}\n+---+`)).toBe(true)
  expect(text.endsWith('only showing top 0 rows\n\n')).toBe(true)
  const seen: unknown[] = []
  const sink = foreachBatch(async (rows, id) => void seen.push([id, rows.length]), { mode: 'update' })
  expect(await sink.addBatch(7, batch)).toEqual({ rows: 2 })
  expect([sink.mode, seen]).toEqual(['update', [[7, 2]]])
})
