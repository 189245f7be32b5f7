import type { DatabaseSync } from 'node:sqlite'

/** What a topic keeps; without limits everything. Whole batches are removed, the oldest first. */
export interface Retention {
  /** At least so many stored bytes of the topic are kept (each partition has its equal share). */
  readonly bytes?: number
  /** Lines appended within so many milliseconds are kept. */
  readonly ageMs?: number
}

/** What a retention run removed. */
export interface Removed {
  readonly lines: number
  readonly bytes: number
}

/** Bounds the work inside one transaction; what is left over goes at the next commit. */
const MOST_BATCHES = 1000

interface PartitionRow {
  partition: number
  start_offset: number
  bytes: number
}

interface BatchRow {
  id: number
  base: number
  count: number
  timestamp: number
  size: number
}

/**
 * Removes what is beyond the limits, inside the caller's transaction. What a reader has not committed stays: by
 * default the registered ones. The pages are used again; the file does not shrink.
 */
export function enforceRetention(
  database: DatabaseSync,
  topic: number,
  retention: Retention,
  now: number,
  committed = readerOffsets(database, topic),
): Removed {
  const removed = { lines: 0, bytes: 0 }
  if (retention.bytes === undefined && retention.ageMs === undefined) return removed
  const partitions = database
    .prepare('select partition, start_offset, bytes from partitions where topic = ?')
    .all(topic) as unknown as PartitionRow[]
  const oldest = database.prepare(
    'select id, base, count, timestamp, size from batches where topic = ? and partition = ? order by base limit 1',
  )
  const remove = database.prepare('delete from batches where id = ?')
  const advance = database.prepare(
    'update partitions set start_offset = ?, bytes = ? where topic = ? and partition = ?',
  )
  const share = (retention.bytes ?? Number.POSITIVE_INFINITY) / partitions.length
  const youngest = now - (retention.ageMs ?? Number.POSITIVE_INFINITY)
  let budget = MOST_BATCHES
  for (const { partition, start_offset, bytes } of partitions) {
    const floor = Math.min(...committed.map(offsets => offsets[partition] ?? 0), Number.POSITIVE_INFINITY)
    let kept = bytes
    let start = start_offset
    for (; budget > 0; budget--) {
      const batch = oldest.get(topic, partition) as unknown as BatchRow | undefined
      if (batch === undefined || batch.base + batch.count > floor) break
      if (kept - batch.size < share && batch.timestamp >= youngest) break
      remove.run(batch.id)
      kept -= batch.size
      start = batch.base + batch.count
      removed.lines += batch.count
      removed.bytes += batch.size
    }
    if (start !== start_offset) advance.run(start, kept, topic, partition)
  }
  return removed
}

function readerOffsets(database: DatabaseSync, topic: number): Record<string, number>[] {
  const rows = database.prepare('select offsets from readers where topic = ?').all(topic)
  return rows.map(row => JSON.parse(String(row['offsets'])) as Record<string, number>)
}
