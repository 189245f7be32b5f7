import { MillraceError } from '@millrace/errors'

/** The most keys of a cube: it has a set for each combination. */
const MAX_CUBE = 12

/** All keys, all but the last, and so on to none. */
export const rollupSets = (keys: number): number[][] =>
  Array.from({ length: keys + 1 }, (_, without) => Array.from({ length: keys - without }, (_, i) => i))

/** Every combination of keys, the largest first. MILLRACE_ANALYSIS for more than twelve. */
export function cubeSets(keys: number): number[][] {
  if (keys > MAX_CUBE)
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `A cube of ${keys} keys has ${2 ** keys} grouping sets: expected at most ${MAX_CUBE} keys, or name the sets with groupingSets().`,
    )
  const indices = Array.from({ length: keys }, (_, i) => i)
  return Array.from({ length: 2 ** keys }, (_, left) => indices.filter(i => (left & (1 << (keys - 1 - i))) === 0))
}

/** Sets of names as sets of indices. */
export const keyIndices = (keys: readonly string[], sets: readonly (readonly string[])[]): number[][] =>
  sets.map(set => set.map(name => keys.indexOf(name)))
