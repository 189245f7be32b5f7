interface Advice {
  /** True where the query cannot go on without the file. */
  readonly needed: boolean
  readonly advice: string
}

const NEW_START = 'start the query with a new checkpoint and a new table'
const needed = (advice: string): Advice => ({ needed: true, advice })
const needless = (advice: string): Advice => ({ needed: false, advice })

/** What to do about each file of a checkpoint that is damaged. */
export const advice = {
  metadata: (): Advice =>
    needed(`Restore it from a copy: it holds {"id":"<the query's UUID>"}. Without one, ${NEW_START}.`),
  identity: (): Advice =>
    needed(
      `Restore it from a copy: it says which source and which state the checkpoint is of. Without one, ${NEW_START}.`,
    ),
  startOffset: (): Advice =>
    needed(`Restore it from a copy: it says where the first batch starts. Without one, ${NEW_START}.`),
  offsets(id: number, committed: number): Advice {
    if (id > committed)
      return needed(
        `Batch ${id} is not committed: stop the query and delete the file, and the batch is planned anew from where batch ${committed} ended.`,
      )
    if (id === committed)
      return needed(`It says where batch ${id + 1} starts: restore it from a copy. Without one, ${NEW_START}.`)
    return needless(`The query goes on without it; only batches ${id} and ${id + 1} can no longer be replayed.`)
  },
  commit(id: number, committed: number): Advice {
    if (id < committed) return needless('The query goes on without it; it may be deleted.')
    return needed(
      `Stop the query and delete the file: batch ${id} runs again over the same offsets at the next start, and sinks know it by its number.`,
    )
  },
  state(id: number, committed: number, isNeeded: boolean): Advice {
    if (!isNeeded)
      return needless('The query goes on without it; only batches that build on it can no longer be replayed.')
    if (id === committed)
      return needed(
        `Stop the query and delete this file and commits/${id}: batch ${id} runs again from the state before it, over the same offsets.`,
      )
    return needed(`Restore it from a copy. Without one, ${NEW_START}.`)
  },
}
