/** What the name of a file that a batch wrote says: everything that it depends on. */
export interface PartFile {
  readonly task: number
  /** First twelve hex digits of the query's id: enough that no two queries of a table share them by chance. */
  readonly query: string
  readonly batchId: number
  readonly chunk: number
}

/** What the name of a file of a table says: whose rows it holds, of its directory. */
export interface DataFile {
  readonly query: string
  readonly firstBatch: number
  readonly lastBatch: number
  /** True when it holds all rows of these batches: what else there is of them in its directory counts no more. */
  readonly merged: boolean
}

const PART = /^part-(\d{5,})-([0-9a-f]{12})-b(\d{8,})-c(\d{3,})\.[a-z0-9]+\.parquet$/
const MERGED = /^merged-([0-9a-f]{12})-b(\d{8,})-b(\d{8,})\.[a-z0-9]+\.parquet$/

const digits = (value: number, width: number): string => String(value).padStart(width, '0')

/** `part-00000-1f3c9a2b7d40-b00000042-c000.zstd.parquet` */
export const partFileName = ({ task, query, batchId, chunk }: PartFile, codec: string): string =>
  `part-${digits(task, 5)}-${query}-b${digits(batchId, 8)}-c${digits(chunk, 3)}.${codec}.parquet`

/** `merged-1f3c9a2b7d40-b00000042-b00000099.zstd.parquet` */
export const mergedFileName = (query: string, firstBatch: number, lastBatch: number, codec: string): string =>
  `merged-${query}-b${digits(firstBatch, 8)}-b${digits(lastBatch, 8)}.${codec}.parquet`

/** null when no batch of a Millrace query wrote a file of that name. */
export function parsePartFileName(name: string): PartFile | null {
  const found = PART.exec(name)
  if (found === null) return null
  return { task: Number(found[1]), query: found[2], batchId: Number(found[3]), chunk: Number(found[4]) }
}

/** null when Millrace did not write a file of that name. */
export function parseDataFileName(name: string): DataFile | null {
  const part = parsePartFileName(name)
  if (part !== null) {
    const { query, batchId } = part
    return { query, firstBatch: batchId, lastBatch: batchId, merged: false }
  }
  const found = MERGED.exec(name)
  if (found === null) return null
  return { query: found[1], firstBatch: Number(found[2]), lastBatch: Number(found[3]), merged: true }
}

/** The part of a query's id (a UUID) that file names carry. */
export const shortQueryId = (queryId: string): string => queryId.replaceAll('-', '').slice(0, 12).toLowerCase()
