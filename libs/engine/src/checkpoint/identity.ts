import { MillraceError } from '@millrace/errors'
import type { FileSystem } from '../connector/file-system.ts'
import type { Json } from '../connector/json.ts'

/** What must stay the same between starts of a query: compared with what the first start wrote. */
export interface QueryIdentity {
  /** The source, as its description. */
  readonly source: string
  /** Stateful operators by name, with what their state depends on. */
  readonly state: Readonly<Record<string, Json>>
}

/** The file that holds it, in a checkpoint. */
export const identityPath = (checkpoint: string): string => `${checkpoint}/sources/0/query`

/**
 * Compares a query with the one that made the checkpoint. MILLRACE_CHECKPOINT_FOREIGN where they differ, or where the file is
 * missing because another program made the checkpoint; MILLRACE_CHECKPOINT_DAMAGED where it cannot be understood.
 */
export async function compareIdentity(fs: FileSystem, checkpoint: string, now: QueryIdentity): Promise<void> {
  const shown = fs.display(checkpoint)
  const before = await readIdentity(fs, checkpoint)
  if (before.source !== now.source)
    throw new MillraceError(
      'MILLRACE_CHECKPOINT_FOREIGN',
      `The checkpoint ${shown} belongs to a query over ${before.source}, not over ${now.source}: use the same source, or another checkpoint and table.`,
    )
  const names = new Set([...Object.keys(before.state), ...Object.keys(now.state)])
  const changed = [...names].filter(name => JSON.stringify(before.state[name]) !== JSON.stringify(now.state[name]))
  if (changed.length > 0)
    throw new MillraceError(
      'MILLRACE_CHECKPOINT_FOREIGN',
      `The state in the checkpoint ${shown} was kept for other aggregations (operator ${changed.join(', ')} changed): start with a new checkpoint and table.`,
    )
}

async function readIdentity(fs: FileSystem, checkpoint: string): Promise<QueryIdentity> {
  const file = identityPath(checkpoint)
  let bytes: Uint8Array
  try {
    bytes = await fs.read(file)
  } catch (cause) {
    if (!(cause instanceof MillraceError) || cause.code !== 'MILLRACE_FILE_MISSING') throw cause
    throw new MillraceError(
      'MILLRACE_CHECKPOINT_FOREIGN',
      `The checkpoint ${fs.display(checkpoint)} lacks ${fs.display(file)}: it was not written by Millrace.`,
      { cause },
    )
  }
  try {
    const { source, state } = JSON.parse(new TextDecoder().decode(bytes)) as QueryIdentity
    if (typeof source === 'string' && typeof state === 'object' && state !== null) return { source, state }
  } catch {
    // Told below, as content of another shape is.
  }
  throw new MillraceError(
    'MILLRACE_CHECKPOINT_DAMAGED',
    `${fs.display(file)} does not hold the query's source and state in JSON: the checkpoint is damaged.`,
  )
}
