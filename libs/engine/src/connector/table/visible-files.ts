import { type DataFile, parseDataFileName } from './data-file-name.ts'

interface NamedFile {
  readonly path: string
  readonly name: string
}

const directoryOf = ({ path, name }: NamedFile): string => path.slice(0, path.length - name.length)

/** The merged files of a listing, those that others have replaced left out. */
export class MergedFiles<T extends NamedFile> {
  /** By directory and query. */
  readonly #merged = new Map<string, (DataFile & { readonly file: T })[]>()

  constructor(listed: Iterable<T>) {
    for (const file of listed) {
      const data = parseDataFileName(file.name)
      if (!data?.merged) continue
      const key = directoryOf(file) + data.query
      const known = this.#merged.get(key) ?? []
      if (known.some(other => covers(other, data))) continue
      this.#merged.set(key, [...known.filter(other => !covers(data, other)), { ...data, file }])
    }
  }

  /** The merged file that holds a file's rows, which may be that file itself; undefined where none does. */
  holding(file: NamedFile): T | undefined {
    if (this.#merged.size === 0) return undefined
    const data = parseDataFileName(file.name)
    return data === null ? undefined : this.holdingBatches(directoryOf(file), data)
  }

  /** True where some merged file, in whatever directory, holds these batches of a query. */
  holdAny(batches: Omit<DataFile, 'merged'>): boolean {
    return [...this.#merged.values()].flat().some(other => other.query === batches.query && covers(other, batches))
  }

  /** The same of batches of a query, in a directory whose path ends with `/`. */
  holdingBatches(directory: string, batches: Omit<DataFile, 'merged'>): T | undefined {
    return this.#merged.get(directory + batches.query)?.find(other => covers(other, batches))?.file
  }
}

type Batches = Pick<DataFile, 'firstBatch' | 'lastBatch'>

const covers = (outer: Batches, inner: Batches): boolean =>
  outer.firstBatch <= inner.firstBatch && inner.lastBatch <= outer.lastBatch

/**
 * The files that hold every row of `files` once: in the place of those that a merged file of `listed` holds stands that one. So a
 * reader sees the same rows before a compaction, at every moment of it, and after it.
 */
export function visibleFiles<T extends NamedFile>(files: readonly T[], listed: readonly T[] = files): T[] {
  const merged = new MergedFiles(listed)
  const visible = new Map<string, T>()
  for (const file of files) {
    const holding = merged.holding(file) ?? file
    visible.set(holding.path, holding)
  }
  return [...visible.values()]
}
