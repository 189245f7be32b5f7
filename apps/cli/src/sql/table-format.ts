import type { FileStatus } from '@millrace/engine'

/** Endings of file names and the formats that they stand for; what has none of them is a log. */
const ENDINGS: readonly (readonly [ending: RegExp, format: string])[] = [
  [/\.parquet$/i, 'parquet'],
  [/\.csv$/i, 'csv'],
  [/\.(jsonl|json|ndjson)$/i, 'json'],
]

/** The format of a table by the name of its first file, whatever that is compressed with; undefined for a log. */
export function formatOfFiles(files: readonly FileStatus[]): string | undefined {
  const name = files[0]?.name.replace(/\.(gz|zst)$/i, '') ?? ''
  return ENDINGS.find(([ending]) => ending.test(name))?.[1]
}
