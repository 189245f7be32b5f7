import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encode } from '../testing/encode.ts'
import { dayText, LOG_SCHEMA, type LogRow, logBatch, logRow, logRows } from '../testing/log-rows.ts'
import { readParquet } from '../testing/read-parquet.ts'
import { NULL_PARTITION } from './partition-values.ts'

const FILE_SCHEMA = LOG_SCHEMA.filter(field => field.name !== 'dt')
const groupOf = (row: LogRow) => `dt=${dayText(row) ?? NULL_PARTITION}`
const withoutDay = ({ dt: _, ...rest }: LogRow) => rest

test('rows are split by day, in order, and the day is not in the file', async () => {
  const rows = logRows(0, 3500)
  const artefacts = await encode({ partitionBy: 'dt' }, LOG_SCHEMA, [logBatch(rows)])
  expect(artefacts.map(a => a.group)).toEqual([...new Set(rows.map(groupOf))].sort())
  for (const artefact of artefacts) {
    const expected = rows.filter(row => groupOf(row) === artefact.group)
    expect(artefact).toMatchObject({ chunk: 0, rows: expected.length })
    expect(await readParquet(artefact.bytes)).toEqual(expected.map(withoutDay))
  }
})

test('the same rows make the same files however they are batched', async () => {
  const options = { partitionBy: 'dt', maxRowsPerFile: 700, maxRowsHeld: 900, maxTextHeld: 40_000 }
  const rows = [...logRows(0, 2500), ...logRows(1200, 1900)]
  const whole = await encode(options, LOG_SCHEMA, [logBatch(rows)])
  expect(whole.length).toBeGreaterThan(6)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: rows.length }), { maxLength: 12 }), async cuts => {
      const edges = [0, ...cuts.sort((a, b) => a - b), rows.length]
      const batches = edges.slice(1).map((to, i) => logBatch(rows.slice(edges[i], to)))
      const again = await encode(options, LOG_SCHEMA, batches)
      expect(again.map(a => [a.group, a.chunk, a.rows])).toEqual(whole.map(a => [a.group, a.chunk, a.rows]))
      for (const [i, artefact] of again.entries()) expect(Buffer.compare(artefact.bytes, whole[i].bytes)).toBe(0)
    }),
    { numRuns: 15 },
  )
})

test('full files are emitted at once, the rest at the end, no row lost', async () => {
  const rows = logRows(0, 2500)
  const artefacts = await encode({ maxRowsPerFile: 1000 }, FILE_SCHEMA, [logBatch(rows, FILE_SCHEMA)])
  expect(artefacts.map(a => [a.group, a.chunk, a.rows])).toEqual([
    ['', 0, 1000],
    ['', 1, 1000],
    ['', 2, 500],
  ])
  const read = await Promise.all(artefacts.map(a => readParquet(a.bytes)))
  expect(read.flat()).toEqual(rows.map(withoutDay))
})

test('of many groups the largest is written out when too many rows are held', async () => {
  const rows = Array.from({ length: 50 }, (_, i) => ({ ...logRow(i), dt: i < 20 ? 1 : i < 30 ? 2 : i % 40 }))
  const artefacts = await encode({ partitionBy: 'dt', maxRowsHeld: 40 }, LOG_SCHEMA, [logBatch(rows)])
  expect(artefacts[0]).toMatchObject({ group: 'dt=1970-01-02', chunk: 0 })
  expect(artefacts[0].rows).toBeGreaterThanOrEqual(20)
  expect(artefacts.reduce((sum, a) => sum + a.rows, 0)).toBe(50)
})

test('long lines are written out by their bytes', async () => {
  const rows = logRows(0, 40).map(row => ({ ...row, raw: new Uint8Array(100_000) }))
  const artefacts = await encode({ maxTextHeld: 1_000_000 }, FILE_SCHEMA, [logBatch(rows, FILE_SCHEMA)])
  expect(artefacts.length).toBe(5)
  expect(artefacts.map(a => a.rows)).toEqual([9, 9, 9, 9, 4])
  const single = await encode({ maxTextHeld: 10 }, FILE_SCHEMA, [logBatch(rows.slice(0, 3), FILE_SCHEMA)])
  expect(single.map(a => a.rows)).toEqual([1, 1, 1])
})

test('one dictionary of the source may go on growing, or give way to another', async () => {
  const first = logBatch(logRows(0, 100), FILE_SCHEMA)
  const second = logBatch(logRows(50, 300), FILE_SCHEMA)
  const artefacts = await encode({}, FILE_SCHEMA, [first, second, first])
  expect(await readParquet(artefacts[0].bytes)).toEqual(
    [...logRows(0, 100), ...logRows(50, 300), ...logRows(0, 100)].map(withoutDay),
  )
})

test('no rows, no files', async () => {
  expect(await encode({ partitionBy: 'dt' }, LOG_SCHEMA, [])).toEqual([])
  expect(await encode({ partitionBy: 'dt' }, LOG_SCHEMA, [logBatch([])])).toEqual([])
})

test('a partition column that does not fit is refused', async () => {
  await expect(encode({ partitionBy: 'day' }, LOG_SCHEMA, [])).rejects.toMatchObject({
    code: 'MILLRACE_ANALYSIS',
    message: 'A table is partitioned by a date column, day, but there is none.',
  })
  await expect(encode({ partitionBy: 'time' }, LOG_SCHEMA, [])).rejects.toThrow('but it is of type timestamp')
})
