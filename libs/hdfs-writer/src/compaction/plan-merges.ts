import type { FileStatus } from '@millrace/engine'
import { type DataFile, parseDataFileName, parsePartFileName } from '@millrace/engine/table'

export interface PlanOptions {
  /** Last batch of each query that may be taken. */
  readonly upTo: ReadonlyMap<string, number>
  readonly targetBytes: number
  /** Files that were changed later than this, in milliseconds since 1970, are left. */
  readonly changedBefore: number
}

/** Files of consecutive batches of a query in a directory, to become one. */
export interface PlannedMerge {
  /** Path within the table, with a `/` at its end; empty for the table itself. */
  readonly directory: string
  readonly query: string
  readonly firstBatch: number
  readonly lastBatch: number
  readonly units: readonly Unit[]
}

/** What is in a directory of one or more batches that belong together: merged files and parts are only taken with all of them. */
export interface Unit {
  readonly firstBatch: number
  readonly lastBatch: number
  readonly files: readonly FileStatus[]
  readonly bytes: number
}

/** A file of this share of the target is large enough. */
const LARGE_SHARE = 0.5
/** Above this share of the target a merged file is only written again with others that are half as large together. */
const HEAVY_SHARE = 1 / 16

export const filesOf = ({ units }: Pick<PlannedMerge, 'units'>): FileStatus[] => units.flatMap(unit => unit.files)

/** What is to be merged of a table's visible files; those that Millrace did not write stay out. */
export function planMerges(table: string, files: readonly FileStatus[], options: PlanOptions): PlannedMerge[] {
  const places = new Map<string, { directory: string; query: string; files: (DataFile & { file: FileStatus })[] }>()
  for (const file of files) {
    const data = parseDataFileName(file.name)
    if (data === null) continue
    const directory = file.path.slice(table.length + 1, file.path.length - file.name.length)
    const key = `${directory} ${data.query}`
    const place = places.get(key) ?? { directory, query: data.query, files: [] }
    places.set(key, place)
    place.files.push({ ...data, file })
  }
  return [...places.values()].flatMap(({ directory, query, files }) => {
    const upTo = options.upTo.get(query)
    if (upTo === undefined) return []
    return groupsOf(unitsOf(files), options, upTo).map(units => mergeOf(directory, query, units))
  })
}

export const mergeOf = (directory: string, query: string, units: readonly Unit[]): PlannedMerge => ({
  directory,
  query,
  firstBatch: units[0].firstBatch,
  lastBatch: units[units.length - 1].lastBatch,
  units,
})

/** In the order of their batches; those of a batch in the order of task and chunk. */
function unitsOf(files: readonly (DataFile & { readonly file: FileStatus })[]): Unit[] {
  const units = new Map<number, { firstBatch: number; lastBatch: number; files: FileStatus[]; bytes: number }>()
  for (const { firstBatch, lastBatch, file } of [...files].sort(inOrder)) {
    const unit = units.get(firstBatch) ?? { firstBatch, lastBatch, files: [], bytes: 0 }
    units.set(firstBatch, unit)
    unit.lastBatch = Math.max(unit.lastBatch, lastBatch)
    unit.files.push(file)
    unit.bytes += file.length
  }
  return [...units.values()]
}

function inOrder(a: DataFile & { readonly file: FileStatus }, b: DataFile & { readonly file: FileStatus }): number {
  const [left, right] = [parsePartFileName(a.file.name), parsePartFileName(b.file.name)]
  return (
    a.firstBatch - b.firstBatch || (left?.task ?? 0) - (right?.task ?? 0) || (left?.chunk ?? 0) - (right?.chunk ?? 0)
  )
}

function groupsOf(units: readonly Unit[], options: PlanOptions, upTo: number): Unit[][] {
  const { targetBytes, changedBefore } = options
  const groups: Unit[][] = []
  let group: Unit[] = []
  let bytes = 0
  const end = (): void => {
    const worthwhile = worthMerging(group, targetBytes)
    if (worthwhile.reduce((sum, unit) => sum + unit.files.length, 0) > 1) groups.push(worthwhile)
    group = []
    bytes = 0
  }
  let last = -1
  for (const unit of units) {
    const apart = unit.firstBatch <= last
    last = Math.max(last, unit.lastBatch)
    const taken =
      !apart &&
      unit.lastBatch <= upTo &&
      unit.bytes < targetBytes * LARGE_SHARE &&
      unit.files.every(file => file.modified <= changedBefore)
    if (!taken || bytes + unit.bytes > targetBytes) end()
    if (!taken) continue
    group.push(unit)
    bytes += unit.bytes
  }
  end()
  return groups
}

/** Without what would be written again for little: a file merged before, with some small ones behind it. */
function worthMerging(group: readonly Unit[], targetBytes: number): Unit[] {
  let units = [...group]
  for (;;) {
    const [first] = units
    const rest = units.slice(1).reduce((sum, unit) => sum + unit.bytes, 0)
    const light = first === undefined || first.bytes < targetBytes * HEAVY_SHARE || first.bytes <= 2 * rest
    if (light || first.firstBatch === first.lastBatch) return units
    units = units.slice(1)
  }
}
