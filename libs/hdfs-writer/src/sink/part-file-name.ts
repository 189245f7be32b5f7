/** What a data file's name says: everything that it depends on. */
export interface PartFile {
  readonly task: number
  /** First twelve hex digits of the query's id: enough that no two queries of a table share them by chance. */
  readonly query: string
  readonly batchId: number
  readonly chunk: number
}

const PATTERN = /^part-(\d{5,})-([0-9a-f]{12})-b(\d{8,})-c(\d{3,})\.[a-z0-9]+\.parquet$/

/** `part-00000-1f3c9a2b7d40-b00000042-c000.zstd.parquet` */
export function partFileName({ task, query, batchId, chunk }: PartFile, codec: string): string {
  const digits = (value: number, width: number) => String(value).padStart(width, '0')
  return `part-${digits(task, 5)}-${query}-b${digits(batchId, 8)}-c${digits(chunk, 3)}.${codec}.parquet`
}

/** null when no Millrace query wrote a file of that name. */
export function parsePartFileName(name: string): PartFile | null {
  const found = PATTERN.exec(name)
  if (found === null) return null
  return { task: Number(found[1]), query: found[2], batchId: Number(found[3]), chunk: Number(found[4]) }
}

/** The part of a query's id (a UUID) that file names carry. */
export const shortQueryId = (queryId: string): string => queryId.replaceAll('-', '').slice(0, 12).toLowerCase()
