import { int64Words, isValid, readInt64 } from '@millrace/columns'
import type { PartialResult } from '../operators/aggregate/partial-aggregator.ts'
import type { PlainColumn } from '../operators/plain-column.ts'

/** The key of an aggregation that says when a group is over: a timestamp, the start of a window, or a window's struct. JSON. */
export interface EventTimeKey {
  /** Index of the key. */
  readonly key: number
  /** Microseconds from the key's value to the end of the group: the length of the window, 0 for a timestamp; null: no group ends. */
  readonly length: number | null
  /**
   * Windows that overlap: tasks group by the pane in which a row lies, and a pane belongs to the windows that start 0, 1 ...
   * `count` - 1 slides before it.
   */
  readonly slides?: { readonly count: number; readonly slide: number }
}

/** When each of `count` groups with these keys is over, in microseconds: at a watermark of that or more. Infinite for null keys. */
export function endsOf(column: PlainColumn, count: number, { length }: EventTimeKey): Float64Array {
  const ends = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
  if ('objects' in column && length !== null) {
    // A window is over at its end.
    for (let g = 0; g < count; g++) {
      const window = column.objects[g] as readonly bigint[] | null
      if (window !== null) ends[g] = Number(window[1]) + length
    }
  }
  if (!('values' in column) || length === null) return ends
  const { values, validity } = column
  const words = values instanceof BigInt64Array ? int64Words(values) : null
  for (let g = 0; g < count; g++)
    if (isValid(validity, g)) ends[g] = (words === null ? Number(values[g]) : readInt64(words, g)) + length
  return ends
}

/** The partial result once for each window that its panes belong to. */
export function shifted(partial: PartialResult, eventTime: EventTimeKey | null): PartialResult[] {
  if (eventTime?.slides === undefined) return [partial]
  const { key, slides } = eventTime
  const panes = partial.keys[key]
  if (!('values' in panes) || !(panes.values instanceof BigInt64Array)) return [partial]
  const { values } = panes
  return Array.from({ length: slides.count }, (_, i) => {
    const starts = values.map(v => v - BigInt(i * slides.slide))
    return { ...partial, keys: partial.keys.map((column, k) => (k === key ? { ...panes, values: starts } : column)) }
  })
}
