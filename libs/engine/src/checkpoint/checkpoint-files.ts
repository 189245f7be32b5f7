import { MillraceError } from '@millrace/errors'
import type { FileSystem } from '../connector/file-system.ts'
import type { Offset } from '../connector/source.ts'

const decoder = new TextDecoder()

/** The id in `metadata`; undefined where the file is missing, MILLRACE_CHECKPOINT_DAMAGED where it holds something else. */
export async function readQueryId(fs: FileSystem, path: string): Promise<string | undefined> {
  const file = `${path}/metadata`
  if ((await fs.status(file)) === null) return undefined
  try {
    const { id } = JSON.parse(decoder.decode(await fs.read(file))) as { id?: unknown }
    if (typeof id === 'string' && id.length > 0) return id
  } catch (error) {
    if (error instanceof MillraceError) throw error
  }
  throw new MillraceError(
    'MILLRACE_CHECKPOINT_DAMAGED',
    `${fs.display(file)} does not hold {"id":"..."}: the checkpoint is damaged or was written by another program.`,
  )
}

/** The file with the offset at which the first batch started. */
export const startOffsetPath = (path: string): string => `${path}/sources/0/0`

/** Where the query started; MILLRACE_CHECKPOINT_DAMAGED where the file holds something else. */
export async function readStartOffset(fs: FileSystem, path: string): Promise<Offset> {
  const file = startOffsetPath(path)
  const [version, line] = decoder.decode(await fs.read(file)).split('\n')
  try {
    if (version === 'v1') return JSON.parse(line) as Offset
  } catch {
    // Told below, as another version is.
  }
  throw new MillraceError(
    'MILLRACE_CHECKPOINT_DAMAGED',
    `${fs.display(file)} does not hold a version and an offset in JSON: the checkpoint is damaged.`,
  )
}
