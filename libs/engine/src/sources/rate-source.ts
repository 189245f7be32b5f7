import { MillraceError } from '@millrace/errors'
import { siblingModule } from '../connector/module-ref.ts'
import type { InputPartition, Offset, RawBlock, ReadLimit, Source } from '../connector/source.ts'
import type { RateRange } from './rate-decoder.ts'
import { valuesUntil } from './rate-values.ts'

const SCHEMA = [
  { name: 'timestamp', type: 'timestamp', nullable: false },
  { name: 'value', type: 'int64', nullable: false },
] as const

export interface RateSourceOptions {
  /** Default 1. */
  readonly rowsPerSecond?: number
  /** Seconds until that speed is reached; default 0. */
  readonly rampUpTime?: number
  /** Tasks of a batch; default 1. */
  readonly numPartitions?: number
  /** Milliseconds since 1970; default the system's clock. */
  readonly clock?: () => number
}

export interface RateSource extends Source {
  readonly structured: true
  readonly schema: typeof SCHEMA
}

/** When the query began, and how many whole seconds of it have been read. */
type RateOffset = { readonly startMs: number; readonly seconds: number }

/**
 * Spark's rate source: `value` counts up from 0, `timestamp` is when the value was due. What a second holds follows from the time
 * at which the query first started, so a batch can be read again. A batch holds at least a second's rows, also where its limit is
 * less.
 */
export function rateSource(options: RateSourceOptions = {}): RateSource {
  const { rowsPerSecond = 1, rampUpTime = 0, numPartitions = 1, clock = Date.now } = options
  expectWhole('rowsPerSecond', rowsPerSecond, 1)
  expectWhole('rampUpTime', rampUpTime, 0)
  expectWhole('numPartitions', numPartitions, 1)
  const rate = { rowsPerSecond, rampUpTime }
  const valueAt = (seconds: number): number => valuesUntil(seconds, rate)
  let pinnedMs: number | undefined
  return {
    structured: true,
    description: `RateStream[rowsPerSecond=${rowsPerSecond}, rampUpTimeSeconds=${rampUpTime}, numPartitions=${numPartitions}]`,
    schema: SCHEMA,
    position: { source: '', position: 'value' },
    decoder: { module: siblingModule(import.meta.url, 'rate-decoder'), name: 'rateDecoder', options: null },
    defaultLimit: 'all',
    async open() {},
    initialOffset: async () => ({ startMs: clock(), seconds: 0 }),
    async latestOffset(start: Offset, limit: ReadLimit) {
      const { startMs, seconds } = start as RateOffset
      // A clock that was set back gives nothing new.
      const now = Math.max(seconds, Math.floor(((pinnedMs ?? clock()) - startMs) / 1000))
      let end = now
      if (limit !== 'all' && valueAt(end) - valueAt(seconds) > limit.maxRows) {
        end = seconds + 1
        while (valueAt(end + 1) - valueAt(seconds) <= limit.maxRows) end++
      }
      return { end: { startMs, seconds: end }, latest: { startMs, seconds: now } }
    },
    async pin() {
      pinnedMs = clock()
    },
    async partitions(start: Offset, end: Offset): Promise<InputPartition[]> {
      const { startMs, seconds: from } = start as RateOffset
      const { seconds: to } = end as RateOffset
      const values = valueAt(to) - valueAt(from)
      return Array.from({ length: numPartitions }, (_, i): InputPartition => {
        const range: RateRange = { ...rate, startMs, from, to, offset: i, step: numPartitions }
        return { id: String(i).padStart(5, '0'), range, rows: Math.ceil(Math.max(0, values - i) / numPartitions) }
      }).filter(partition => partition.rows > 0)
    },
    async *read({ range }: InputPartition): AsyncGenerator<RawBlock> {
      yield { bytes: new Uint8Array(0), meta: range }
    },
    async committed() {},
    distance: (from, to) => valueAt((to as RateOffset).seconds) - valueAt((from as RateOffset).seconds),
    async close() {},
  }
}

function expectWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return
  throw new MillraceError('MILLRACE_USAGE', `${name} is ${value}: expected a whole number of at least ${least}.`)
}
