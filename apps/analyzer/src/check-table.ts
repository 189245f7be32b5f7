import { MillraceError } from '@millrace/errors'
import type { TableLocation } from '@millrace/hdfs-writer'

/**
 * Refuses a table that lacks what the checkpoint's batches have written: every committed batch leaves all analyses, so where there is
 * none the checkpoint is that of another table, or the files were removed, and the lines that were read before would be missing.
 *
 * @throws MillraceError MILLRACE_TABLE_FOREIGN
 */
export async function checkTable(table: TableLocation, checkpoint: TableLocation): Promise<void> {
  const commits = await checkpoint.fs.list(`${checkpoint.path}/commits`)
  if (commits.length === 0) return
  const analyses = `${table.path}.analyses`
  if ((await table.fs.list(analyses)).length > 0) return
  throw new MillraceError(
    'MILLRACE_TABLE_FOREIGN',
    `The checkpoint ${checkpoint.fs.display(checkpoint.path)} has committed batches, and ${table.fs.display(analyses)} holds none of their analyses: ` +
      'give the table that belongs to the checkpoint, start with a new checkpoint and table, or go on without the earlier lines with --adopt.',
  )
}
