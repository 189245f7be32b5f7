import type { ColumnBatch, Schema } from '@millrace/columns'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ParquetFileOptions, parquetFile } from '../../parquet/parquet-file.ts'
import { type AnyColumn, anyColumns } from '../../testing/arbitrary-columns.ts'
import { LOG_SCHEMA, logBatch, logRows } from '../../testing/log-rows.ts'
import { readParquet } from '../../testing/read-parquet.ts'
import { typedColumn } from '../../testing/typed-column.ts'
import { mergeFiles } from './merge-files.ts'

const batchOf = (columns: readonly AnyColumn[], from = 0, to = columns[0].values.length): ColumnBatch => ({
  schema: columns.map(({ type, nullable }, i) => ({ name: `c${i}`, type, nullable })),
  length: to - from,
  columns: columns.map(({ type, values }) => typedColumn(type, values.slice(from, to))),
})

const options = fc.record({
  parquet: fc.constantFrom('default', 'plain'),
  rowGroupRows: fc.constantFrom(1, 7, 100, 131_072),
})
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 })

/** Levels of other columns are counted for every value, and may be written as another kind of run. */
const isFlat = (type: string): boolean => !/[<(]/.test(type)

async function merged(files: readonly Uint8Array[], options: ParquetFileOptions & { copyRows?: number } = {}) {
  const { parquet = 'default', rowGroupRows, copyRows } = options
  const result = await mergeFiles(files, { parquet, rowGroupRows, copyRows, metadata: {} })
  if (result.result !== 'merged') throw new Error(JSON.stringify(result))
  return result
}

test('whatever the columns are, files become the file that all rows together would have made', async () => {
  await fc.assert(
    fc.asyncProperty(anyColumns, options, options, cuts, async (columns, made, options, shares) => {
      const { length } = columns[0].values
      const edges = [0, ...shares.map(share => Math.floor(share * length)).sort((a, b) => a - b), length]
      const files = await Promise.all(edges.slice(1).map((to, i) => parquetFile(batchOf(columns, edges[i], to), made)))
      const { bytes, rows } = await merged(files, { ...options, copyRows: Number.POSITIVE_INFINITY })
      expect(rows).toBe(length)
      const expected = await parquetFile(batchOf(columns), options)
      expect(await readParquet(bytes)).toEqual(await readParquet(expected))
      if (columns.every(({ type }) => isFlat(type))) expect(Buffer.compare(bytes, expected)).toBe(0)
      // Copied row groups are read as the others are.
      const copied = await merged(files, { ...options, copyRows: 1 })
      expect(await readParquet(copied.bytes)).toEqual(await readParquet(bytes))
    }),
    { numRuns: 30 },
  )
}, 60_000)

const without = (...names: string[]): Schema => LOG_SCHEMA.filter(({ name }) => !names.includes(name))

test('columns that came or went are null where they are not; columns of other types keep files apart', async () => {
  const [first, second] = [logRows(0, 500), logRows(500, 900)]
  const files = [
    await parquetFile(logBatch(first, without('status', 'raw'))),
    await parquetFile(logBatch(second, without('host'))),
  ]
  const nulls = (rows: typeof first, ...names: string[]) =>
    rows.map(row => ({ ...row, ...Object.fromEntries(names.map(name => [name, null])) }))
  const { bytes } = await merged(files)
  expect(await readParquet(bytes)).toEqual([...nulls(first, 'status', 'raw'), ...nulls(second, 'host')])
  const other = LOG_SCHEMA.map(field => (field.name === 'bytes' ? { ...field, type: 'double' as const } : field))
  const apart = await parquetFile({ ...logBatch(second, without('bytes')), schema: without('bytes') })
  expect(await mergeFiles([files[0], apart], { parquet: 'default', metadata: {} })).toMatchObject({ result: 'merged' })
  const differing = await parquetFile(logBatch([], other))
  expect(await mergeFiles([files[0], differing], { parquet: 'default', metadata: {} })).toEqual({
    result: 'differ',
    file: 1,
  })
})

const STREAM: Schema = [
  { name: 'topic', type: 'string', nullable: false },
  { name: 'partition', type: 'int32', nullable: false },
  { name: 'offset', type: 'int64', nullable: false },
]

const streamFile = (rows: readonly (readonly [string, number, number])[], rowGroupRows?: number) =>
  parquetFile(
    {
      schema: STREAM,
      length: rows.length,
      columns: STREAM.map(({ type }, i) =>
        typedColumn(
          type,
          rows.map(row => (i === 2 ? BigInt(row[i]) : row[i])),
        ),
      ),
    },
    { rowGroupRows },
  )

test('rows are in the order of topic, partition and offset, also those of files that are merged again', async () => {
  const rows = Array.from({ length: 900 }, (_, i) => [`t${i % 2}`, i % 3, i] as const)
  const of = (from: number, to: number, partition: number) =>
    rows.slice(from, to).filter(([topic, p]) => topic === 't1' && p === partition)
  const files = await Promise.all([
    streamFile(of(300, 600, 2)),
    streamFile(of(0, 300, 1)),
    streamFile(of(300, 600, 1), 7),
    streamFile(of(0, 300, 2)),
  ])
  const once = await merged(files, { rowGroupRows: 64 })
  const later = await streamFile(rows.slice(600))
  const all = await readParquet((await merged([once.bytes, later], { rowGroupRows: 100 })).bytes)
  const places = all.map(({ topic, partition, offset }) => [topic, partition, Number(offset)])
  const order = (a: readonly unknown[], b: readonly unknown[]): number =>
    String(a[0]).localeCompare(String(b[0])) || Number(a[1]) - Number(b[1]) || Number(a[2]) - Number(b[2])
  expect(places).toEqual([...of(0, 600, 1), ...of(0, 600, 2), ...rows.slice(600)].sort(order))
})

test('a damaged file is named, wherever the damage is', async () => {
  const good = await parquetFile(logBatch(logRows(0, 300)))
  const bad = await parquetFile(logBatch(logRows(300, 900)))
  const options = { parquet: 'default', metadata: {} } as const
  expect(await mergeFiles([good, bad.subarray(0, 1000)], options)).toMatchObject({ result: 'damaged', file: 1 })
  expect(await mergeFiles([new Uint8Array(0), good], options)).toMatchObject({ result: 'damaged', file: 0 })
  let damaged = 0
  for (let at = 4; at < bad.length; at += 53) {
    const flipped = bad.slice()
    flipped[at] ^= 0x55
    const found = await mergeFiles([good, flipped, good], options)
    if (found.result === 'damaged') {
      damaged++
      expect({ at, file: found.file }).toEqual({ at, file: 1 })
    }
  }
  expect(damaged).toBeGreaterThan(50)
})

test('a damaged row group is not copied', async () => {
  const good = await parquetFile(logBatch(logRows(0, 300)))
  const bad = await parquetFile(logBatch(logRows(300, 900)))
  const damage = async (flipped: Uint8Array, copyRows: number) =>
    (await mergeFiles([good, flipped], { parquet: 'default', metadata: {}, copyRows })).result
  for (let at = 4; at < bad.length; at += 101) {
    const flipped = bad.slice()
    flipped[at] ^= 0x55
    // Read again it would be found; copied it would take the good rows beside it with it.
    const read = await damage(flipped, Number.POSITIVE_INFINITY)
    if (read === 'damaged') expect({ at, copied: await damage(flipped, 1) }).toEqual({ at, copied: read })
  }
})
