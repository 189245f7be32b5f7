import { isDeepStrictEqual } from 'node:util'
import { MillraceError } from '@millrace/errors'
import type { FileSystem } from '../connector/file-system.ts'
import type { Json } from '../connector/json.ts'
import { stateDescription } from './state-description.ts'

/** What must stay the same between starts of a query: compared with what the first start wrote. */
export interface QueryIdentity {
  /** The source, as its description. */
  readonly source: string
  /** Stateful operators by name, with what their state depends on. */
  readonly state: Readonly<Record<string, Json>>
  /** The operators with state that each output comes from. */
  readonly outputs: Readonly<Record<string, readonly string[]>>
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
  const changes = differences(before, now)
  if (changes.length > 0)
    throw new MillraceError(
      'MILLRACE_CHECKPOINT_FOREIGN',
      `The state in the checkpoint ${shown} was kept for another query (${changes.join('; ')}): start with a new checkpoint and table. Filters and columns computed after the state, sinks, triggers and the delay of a watermark may change.`,
    )
}

/** How the state of two queries differs, named by output: one new operator moves the numbers of all after it. */
function differences(before: QueryIdentity, now: QueryIdentity): string[] {
  const told: string[] = []
  for (const name of new Set([...Object.keys(before.outputs), ...Object.keys(now.outputs)])) {
    if (!(name in now.outputs)) told.push(`output ${name} is gone`)
    else if (!(name in before.outputs)) told.push(`output ${name} is new`)
    else {
      const changes = changesOf(describe(before, before.outputs[name]), describe(now, now.outputs[name]))
      if (changes.length > 0) told.push(`output ${name} changed: ${changes.join(', ')}`)
    }
  }
  if (told.length > 0) return told
  // Operators of no output, such as those that keep the newest event time.
  const changes = changesOf(describe(before, Object.keys(before.state)), describe(now, Object.keys(now.state)))
  if (changes.length > 0) return changes
  return isDeepStrictEqual(shape(before), shape(now)) ? [] : ['the order of its outputs changed']
}

const describe = ({ state }: QueryIdentity, operators: readonly string[]): string[] =>
  operators.flatMap(name => (name in state ? stateDescription(state[name]) : []))

/** Everything that must be the same, by number of the operators. */
const shape = ({ state, outputs }: QueryIdentity) => ({
  outputs,
  state: Object.fromEntries(Object.entries(state).map(([name, kept]) => [name, stateDescription(kept)])),
})

/** What is in one list and not in the other. */
function changesOf(before: readonly string[], now: readonly string[]): string[] {
  const without = (from: readonly string[], others: readonly string[]): string[] => {
    const left = [...others]
    return from.filter(text => {
      const at = left.indexOf(text)
      if (at >= 0) left.splice(at, 1)
      return at < 0
    })
  }
  const [gone, added] = [without(before, now), without(now, before)]
  if (gone.length + added.length === 0 && !isDeepStrictEqual(before, now))
    return ['the order of its keys or aggregates']
  return [...gone.map(text => `${text} is gone`), ...added.map(text => `${text} is new`)]
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
    if (typeof source === 'string' && state !== undefined && objects)
      return { source, state, outputs: asLists(outputs) }
  } catch {
    // Told below, as content of another shape is.
  }
  throw new MillraceError(
    'MILLRACE_CHECKPOINT_DAMAGED',
    `${fs.display(file)} does not hold the query's source and state in JSON: the checkpoint is damaged.`,
  )
}

/** The first checkpoints named one operator for an output. */
const asLists = (outputs: Readonly<Record<string, string | readonly string[]>>): QueryIdentity['outputs'] =>
  Object.fromEntries(Object.entries(outputs).map(([name, of]) => [name, typeof of === 'string' ? [of] : of]))
