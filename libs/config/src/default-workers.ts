import { availableParallelism } from 'node:os'

/** More worker threads than this wait for each other's memory. */
export const MOST_WORKERS = 4

/** Worker threads of a query where nothing else is said: one per core, at most 4. */
export const defaultWorkers = (): number => Math.min(MOST_WORKERS, availableParallelism())
