import type { ResultWriter } from './result-writer.ts'

/** The writer of each form of `--output`, loaded when it is wanted. */
export const resultWriters: Readonly<Record<string, () => Promise<ResultWriter>>> = {
  table: async () => (await import('./write-table.ts')).writeTable,
  json: async () => (await import('./write-json.ts')).writeJson,
  csv: async () => (await import('./write-csv.ts')).writeCsv,
  parquet: async () => (await import('./write-parquet.ts')).writeParquet,
  arrow: async () => (await import('./write-arrow.ts')).writeArrow,
}
