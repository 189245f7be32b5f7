import { totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'
import type { StateMemory } from '../../state/query-state.ts'
import { SpillSpace } from '../../state/spill/spill-space.ts'

/** Where the state of a query may be. */
export interface StateMemoryOptions {
  /** Most bytes of state in memory between batches; default a quarter of what the process may have. */
  readonly stateMemory?: number
  /** Folder on local disk for state beyond that; default the system's folder for temporary files. */
  readonly stateDirectory?: string
}

const SHARE = 0.25

export function stateMemory({ stateMemory, stateDirectory }: StateMemoryOptions = {}): StateMemory {
  return {
    bytes: stateMemory ?? defaultBytes(),
    space: () => new SpillSpace(stateDirectory === undefined ? {} : { directory: stateDirectory }),
  }
}

/** Of the heap's limit, the machine's memory, or the container's, whichever is least. */
function defaultBytes(): number {
  // Where nothing limits the process this is 0, or more than there is.
  const constrained = process.constrainedMemory() || Infinity
  return Math.floor(Math.min(getHeapStatistics().heap_size_limit, totalmem(), constrained) * SHARE)
}
