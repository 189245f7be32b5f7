import type { Column } from '@millrace/columns'
import type { RecordDecoderFactory } from '../connector/source.ts'
import { type Rate, valuesUntil } from './rate-values.ts'

/** Of the seconds `from` to `to` of a query that began at `startMs`, every `step`th value, the first of them `offset` values later. */
export type RateRange = Rate & {
  readonly startMs: number
  readonly from: number
  readonly to: number
  readonly offset: number
  readonly step: number
}

const BLOCK_ROWS = 65_536
const NOTHING = new Uint8Array(0)
const NO_LINES = new Int32Array(0)

/** Makes the rows of a rate source: the values of a second are due at even distances in it. */
export const rateDecoder: RecordDecoderFactory = (_options, _partition, columns) => ({
  decode({ meta }, emit) {
    const range = meta as RateRange
    const { startMs, from, to, offset, step } = range
    const last = valuesUntil(to, range)
    let n = valuesUntil(from, range) + offset
    let second = from
    let first = 0
    let next = 0
    while (n < last) {
      const count = Math.min(BLOCK_ROWS, Math.ceil((last - n) / step))
      const timestamp = new BigInt64Array(count)
      const value = new BigInt64Array(count)
      for (let i = 0; i < count; i++, n += step) {
        while (n >= next) {
          first = valuesUntil(second, range)
          next = valuesUntil(++second, range)
        }
        const within = Math.round(((n - first) * 1000) / (next - first))
        value[i] = BigInt(n)
        timestamp[i] = BigInt(startMs + (second - 1) * 1000 + within) * 1000n
      }
      const all: Record<string, Column> = {
        timestamp: { type: 'timestamp', length: count, values: timestamp, validity: null, nullCount: 0 },
        value: { type: 'int64', length: count, values: value, validity: null, nullCount: 0 },
      }
      const wanted = Object.fromEntries(columns.map(name => [name, all[name]]))
      emit({ bytes: NOTHING, starts: NO_LINES, ends: NO_LINES, count, columns: wanted })
    }
  },
})
