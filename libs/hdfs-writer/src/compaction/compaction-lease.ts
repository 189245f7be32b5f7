import { randomUUID } from 'node:crypto'
import { type FileSystem, Lease } from '@millrace/engine'
import { compactionFolder } from '@millrace/engine/table'
import { MillraceError } from '@millrace/errors'

/** One compaction of a table at a time: two that took overlapping batches would double rows. @throws MILLRACE_CHECKPOINT_FENCED */
export async function withCompactionLease<T>(
  fs: FileSystem,
  table: string,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  const lease = await acquire(fs, table)
  try {
    return await work(lease)
  } finally {
    await lease.release().catch(() => {})
  }
}

async function acquire(fs: FileSystem, table: string): Promise<Lease> {
  try {
    return await Lease.acquire(fs, compactionFolder(table), randomUUID())
  } catch (cause) {
    if (!(cause instanceof MillraceError) || cause.code !== 'MILLRACE_CHECKPOINT_FENCED') throw cause
    const who = /is in use by (.*?):/.exec(cause.message)?.[1] ?? 'another process'
    throw new MillraceError(
      'MILLRACE_CHECKPOINT_FENCED',
      `The table ${fs.display(table)} is being compacted by ${who}: wait until that has ended.`,
      { cause },
    )
  }
}
