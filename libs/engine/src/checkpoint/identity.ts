import { MillraceError } from '@millrace/errors'
import type { FileSystem } from '../connector/file-system.ts'
import type { Json } from '../connector/json.ts'

/** What must stay the same between starts of a query: compared with what the first start wrote. */
export interface QueryIdentity {
  /** The source, as its description. */
  readonly source: string
  /** Stateful operators by name, with what their state depends on. */
  readonly state: Readonly<Record<string, Json>>
  /** For messages: the operator that each aggregated output comes from. */
  readonly outputs: Readonly<Record<string, string>>
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
      `The state in the checkpoint ${shown} was kept for other aggregations (${differences(before, now)}): start with a new checkpoint and table.`,
    )
}

/** Names the outputs that differ: one new aggregation moves the numbers of all operators after it. */
function differences(before: QueryIdentity, now: QueryIdentity): string {
  const stateOf = ({ state, outputs }: QueryIdentity, name: string): string => JSON.stringify(state[outputs[name]])
  const names = [...new Set([...Object.keys(before.outputs), ...Object.keys(now.outputs)])]
  const told = names.flatMap(name => {
    if (!(name in now.outputs)) return [`output ${name} is gone`]
    if (!(name in before.outputs)) return [`output ${name} is new`]
    return stateOf(before, name) === stateOf(now, name) ? [] : [`output ${name} changed`]
  })
  return told.length === 0 ? 'their order changed' : told.join(', ')
}

/** What the first start wrote; see `compareIdentity`. */
export async function readIdentity(fs: FileSystem, checkpoint: string): Promise<QueryIdentity> {
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
    const { source, state, outputs = {} } = JSON.parse(new TextDecoder().decode(bytes)) as Partial<QueryIdentity>
    const objects = [state, outputs].every(value => typeof value === 'object' && value !== null)
    if (typeof source === 'string' && state !== undefined && objects) return { source, state, outputs }
  } catch {
    // Told below, as content of another shape is.
  }
  throw new MillraceError(
    'MILLRACE_CHECKPOINT_DAMAGED',
    `${fs.display(file)} does not hold the query's source and state in JSON: the checkpoint is damaged.`,
  )
}
