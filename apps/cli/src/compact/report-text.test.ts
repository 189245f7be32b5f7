import type { CompactionReport } from '@millrace/hdfs-writer'
import { expect, test } from 'vitest'
import { reportText } from './report-text.ts'

const nothing: CompactionReport = { merged: [], skipped: [], dropped: [], finished: 0, unknown: 0, files: 0, kept: 0 }

test('what was merged, dropped and left, and what would be', () => {
  const merged = [{ path: 'dt=1/merged', files: 3, bytes: 2_500_000, mergedBytes: 900, rows: 1 }]
  const dropped = [{ directory: 'dt=0', files: 1, bytes: 10 }]
  expect(reportText({ ...nothing, merged, dropped, files: 1, kept: 3, unknown: 2, finished: 1 }, false)).toBe(
    `dt=1/merged: 3 files, 2.5 MB -> 900 B, 1 row
dt=0: dropped, 1 file, 10 B
1 file taken away that an earlier run had merged
2 files left of which no known checkpoint says that they are committed
3 files merged into 1; the table has 1 file
3 replaced files kept for readers; a later run deletes them
`,
  )
  const planned = merged.map(group => ({ ...group, mergedBytes: null, rows: null }))
  expect(reportText({ ...nothing, merged: planned, dropped, files: 1 }, true)).toBe(
    `dt=1/merged: 3 files, 2.5 MB
dt=0: would be dropped, 1 file, 10 B
3 files would be merged into 1; the table would have 1 file
`,
  )
  expect(reportText(nothing, false)).toBe('nothing to merge\n')
})

test('names of files cannot speak to the terminal', () => {
  const skipped = [{ path: 'dt=\u001b[2J\u202e/x.parquet', reason: 'it is empty' }]
  expect(reportText({ ...nothing, skipped }, false)).not.toMatch(/[\u001b\u202e]/)
})
