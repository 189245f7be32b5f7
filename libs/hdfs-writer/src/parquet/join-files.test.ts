import { parquetMetadata } from 'hyparquet'
import { expect, test } from 'vitest'
import { LOG_SCHEMA, logBatch, logRows } from '../testing/log-rows.ts'
import { readParquet } from '../testing/read-parquet.ts'
import { joinFiles } from './join-files.ts'
import { type ParquetFlavour, parquetFile } from './parquet-file.ts'

const SCHEMA = LOG_SCHEMA.filter(field => field.name !== 'dt')
const RUNS = Array.from({ length: 20 }, (_, i) => logRows(i * 150, i * 150 + (i % 3 === 0 ? 300 : 40)))

test.each(['default', 'plain'] as ParquetFlavour[])('%s: a joined file has the rows of its parts', async parquet => {
  const parts = await Promise.all(RUNS.map(rows => parquetFile(logBatch(rows, SCHEMA), { parquet, rowGroupRows: 200 })))
  const joined = joinFiles(parts)
  expect(await readParquet(joined)).toEqual(RUNS.flat().map(({ dt: _, ...row }) => row))
  const { num_rows, row_groups, metadata_length } = parquetMetadata(joined.buffer)
  expect(Number(num_rows)).toBe(RUNS.flat().length)
  expect(row_groups.map(group => Number(group.num_rows))).toEqual(
    RUNS.flatMap(rows => (rows.length > 200 ? [200, 100] : [40])),
  )
  // Offsets grow from chunk to chunk, and the last chunk ends before the footer.
  const starts = row_groups.flatMap(group =>
    group.columns.map(({ meta_data }) => Number(meta_data!.dictionary_page_offset ?? meta_data!.data_page_offset)),
  )
  expect(starts).toEqual([...starts].sort((a, b) => a - b))
  expect(starts.at(-1)).toBeLessThan(joined.length - metadata_length)
})

test('a single part is the file; what is no file is an error', async () => {
  const part = await parquetFile(logBatch(RUNS[0], SCHEMA))
  expect(joinFiles([part])).toBe(part)
  const damaged = part.slice()
  damaged[damaged.length - 6] = 0x7f
  expect(() => joinFiles([part, damaged])).toThrow('2 Parquet files could not be joined')
})
