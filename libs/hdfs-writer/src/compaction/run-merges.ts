import type { FileSystem } from '@millrace/engine'
import { mergedFileName } from '@millrace/engine/table'
import { MillraceError } from '@millrace/errors'
import { limitConcurrency } from '../sink/limit-concurrency.ts'
import type { MergedGroup, SkippedFile } from './compaction-report.ts'
import { Merger } from './merge/merger.ts'
import { filesOf, mergeOf, type PlannedMerge, type Unit } from './plan-merges.ts'
import type { Swap } from './swap.ts'

export interface MergeSettings {
  readonly fs: FileSystem
  readonly table: string
  readonly swap: Swap
  readonly threads?: number
  readonly skipDamaged?: boolean
  readonly signal?: AbortSignal
  readonly onMerged?: (group: MergedGroup) => void
}

/** Files of a merge that are read at the same time. */
const READS = 8
/** Key of a merged file's metadata: what it was made of, as JSON. */
const METADATA = 'millrace.compaction'

interface Done {
  readonly merged: MergedGroup[]
  readonly skipped: SkippedFile[]
}

export const groupOf = (merge: PlannedMerge): MergedGroup => {
  const { directory, query, firstBatch, lastBatch, units } = merge
  return {
    path: directory + mergedFileName(query, firstBatch, lastBatch, codecOf(merge)),
    files: filesOf(merge).length,
    bytes: units.reduce((sum, unit) => sum + unit.bytes, 0),
    mergedBytes: null,
    rows: null,
  }
}

/** That of the newest file. */
function codecOf(merge: PlannedMerge): string {
  const { name } = filesOf(merge).at(-1)!
  return name.split('.').at(-2)!
}

/** Merges what is planned, several at a time. After a failure nothing more is begun. */
export async function runMerges(planned: readonly PlannedMerge[], settings: MergeSettings): Promise<Done> {
  const { threads = 2, signal } = settings
  const done: Done = { merged: [], skipped: [] }
  const merger = new Merger({ threads: threads > 0 })
  const queue = [...planned]
  let failed = false
  const work = async (): Promise<void> => {
    try {
      for (let merge = queue.shift(); merge !== undefined && !failed && !signal?.aborted; merge = queue.shift())
        queue.unshift(...(await mergeOne(merge, merger, settings, done)))
    } catch (error) {
      failed = true
      throw error
    }
  }
  try {
    const results = await Promise.allSettled(Array.from({ length: Math.max(1, threads) }, work))
    const failure = results.find(result => result.status === 'rejected')
    if (failure !== undefined) throw failure.reason
    return done
  } finally {
    await merger.close()
  }
}

/** What is left to merge of a group, where not all of it could be. */
async function mergeOne(
  merge: PlannedMerge,
  merger: Merger,
  { fs, table, swap, skipDamaged, onMerged }: MergeSettings,
  { merged, skipped }: Done,
): Promise<PlannedMerge[]> {
  const files = filesOf(merge)
  const limit = limitConcurrency(READS)
  const contents = await Promise.all(files.map(file => limit(() => fs.read(file.path))))
  const { query, firstBatch, lastBatch } = merge
  const result = await merger.merge(contents, {
    parquet: codecOf(merge) === 'snappy' ? 'plain' : 'default',
    metadata: { [METADATA]: JSON.stringify({ query, firstBatch, lastBatch, files: files.length }) },
  })
  switch (result.result) {
    case 'merged': {
      const group = { ...groupOf(merge), mergedBytes: result.bytes.length, rows: result.rows }
      await swap.replace(merge, group.path, result.bytes)
      merged.push(group)
      onMerged?.(group)
      return []
    }
    case 'damaged': {
      const { path } = files[result.file]
      if (!skipDamaged)
        throw new MillraceError(
          'MILLRACE_INPUT_DAMAGED',
          `${fs.display(path)} cannot be merged: ${result.reason}. It and the files around it were left as they are; with --skip-damaged only it is.`,
        )
      skipped.push({ path: path.slice(table.length + 1), reason: result.reason })
      const at = unitOf(merge, result.file)
      return parts(merge, [merge.units.slice(0, at), merge.units.slice(at + 1)])
    }
    case 'differ': {
      const at = Math.max(1, unitOf(merge, result.file))
      const whole = unitOf(merge, result.file) > 0
      return whole
        ? parts(merge, [merge.units.slice(0, at), merge.units.slice(at)])
        : parts(merge, [merge.units.slice(1)])
    }
  }
}

/** The index of the unit that holds a file. */
function unitOf({ units }: PlannedMerge, file: number): number {
  let at = file
  return units.findIndex(unit => {
    at -= unit.files.length
    return at < 0
  })
}

const parts = ({ directory, query }: PlannedMerge, groups: readonly (readonly Unit[])[]): PlannedMerge[] =>
  groups
    .filter(units => units.reduce((sum, unit) => sum + unit.files.length, 0) > 1)
    .map(units => mergeOf(directory, query, units))
