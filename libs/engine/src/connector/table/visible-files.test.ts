import { expect, test } from 'vitest'
import { tableOf } from './compacted-table.ts'
import { mergedFileName, parseDataFileName, partFileName } from './data-file-name.ts'
import { visibleFiles } from './visible-files.ts'

const query = '1f3c9a2b7d40'
const part = (batchId: number, directory = 'dt=1', task = 0) =>
  file(`${directory}/${partFileName({ task, query, batchId, chunk: 0 }, 'zstd')}`)
const merged = (first: number, last: number, directory = 'dt=1', of = query) =>
  file(`${directory}/${mergedFileName(of, first, last, 'zstd')}`)

function file(path: string): { path: string; name: string } {
  return { path: `/t/${path}`, name: path.slice(path.lastIndexOf('/') + 1) }
}

test('names say which batches a file holds', () => {
  expect(parseDataFileName(part(42).name)).toEqual({ query, firstBatch: 42, lastBatch: 42, merged: false })
  expect(merged(41, 123_456_789).name).toBe('merged-1f3c9a2b7d40-b00000041-b123456789.zstd.parquet')
  expect(parseDataFileName(merged(41, 123_456_789).name)).toEqual({
    query,
    firstBatch: 41,
    lastBatch: 123_456_789,
    merged: true,
  })
  for (const name of ['merged-1f3c9a2b7d40-b00000041.zstd.parquet', 'x.parquet', `${merged(1, 2).name}.inprogress`])
    expect(parseDataFileName(name)).toBeNull()
})

test('a merged file stands for what it holds, in its directory and of its query', () => {
  const others = [part(9), part(13), part(11, 'dt=2'), merged(1, 99, 'dt=1', '000000000000'), file('dt=1/x.parquet')]
  expect(visibleFiles([part(10), part(11), part(11, 'dt=1', 7), part(12), merged(10, 12), ...others])).toEqual([
    merged(10, 12),
    ...others,
  ])
  expect(visibleFiles([part(10), merged(10, 12), merged(5, 20), merged(11, 12), part(20)])).toEqual([merged(5, 20)])
})

test('a log that is not up to date: the merged files that are there take the place of what it names', () => {
  const log = [part(10), part(11), part(30), merged(12, 13)]
  expect(visibleFiles(log, [merged(10, 13), merged(20, 21), part(30)])).toEqual([merged(10, 13), part(30)])
})

test('the table of a path', () => {
  for (const path of ['/a=b/logs', '/a=b/logs/dt=1', '/a=b/logs/dt=1/hour=2', '/a=b/logs/dt=1/x.parquet'])
    expect(tableOf(path)).toBe('/a=b/logs')
})
