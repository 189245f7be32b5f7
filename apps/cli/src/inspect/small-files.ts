import { parseDataFileName } from '@millrace/engine/table'
import type { StoredFile } from '../stored-files.ts'

/** What compaction merges to by default. */
const TARGET = 128_000_000
/** Files below this are called small: reading them is mostly opening them. */
const SMALL = TARGET / 4

export interface SmallFiles {
  /** Bytes below which a file counts as small. */
  readonly below: number
  readonly files: number
  readonly bytes: number
  /** How many of them queries of Millrace wrote: compaction leaves others as they are. */
  readonly mergeable: number
  /** How many files a compaction would leave in their place. */
  readonly afterCompaction: number
}

/** Only files of one partition and query can be merged. */
export function smallFiles(files: readonly StoredFile[]): SmallFiles {
  const bytesOf = new Map<string, number>()
  let mergeable = 0
  const small = files.filter(file => file.length < SMALL)
  for (const { name, partition, length } of small) {
    const data = parseDataFileName(name)
    if (data === null) continue
    mergeable++
    const group = `${data.query} ${partition}`
    bytesOf.set(group, (bytesOf.get(group) ?? 0) + length)
  }
  const after = [...bytesOf.values()].map(bytes => Math.ceil(bytes / TARGET))
  return {
    below: SMALL,
    files: small.length,
    bytes: small.reduce((sum, file) => sum + file.length, 0),
    mergeable,
    afterCompaction: after.reduce((sum, n) => sum + n, small.length - mergeable),
  }
}
