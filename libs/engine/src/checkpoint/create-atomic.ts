import { randomUUID } from 'node:crypto'
import { MillraceError } from '@millrace/errors'
import type { FileSystem } from '../connector/file-system.ts'

/**
 * Creates a file that is either wholly there or not at all, and never overwrites one: a temporary name (`.<name>.<uuid>.tmp`
 * beside it), then a rename without overwrite, as Spark's checkpoint file manager does. False when the file exists already,
 * which is then left as it was. Of several callers exactly one gets true.
 */
export async function createAtomic(fs: FileSystem, path: string, data: Uint8Array): Promise<boolean> {
  const slash = path.lastIndexOf('/')
  const temporary = `${path.slice(0, slash + 1)}.${path.slice(slash + 1)}.${randomUUID()}.tmp`
  try {
    await fs.write(temporary, data)
    await fs.rename(temporary, path, { overwrite: false })
    return true
  } catch (error) {
    // The first error says what happened; a temporary file that cannot be removed harms nobody.
    await fs.delete(temporary).catch(() => false)
    if (error instanceof MillraceError && error.code === 'MILLRACE_FILE_EXISTS') return false
    throw error
  }
}
