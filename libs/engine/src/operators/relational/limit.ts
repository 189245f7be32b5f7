import { takeBatch } from '../../kernels/take.ts'
import type { TypedLimit } from '../../plan/typed-plan.ts'
import type { Batches } from './execute.ts'

/** The rows from `offset` on, `count` of them; no more input is read than that takes. */
export async function* limitRows({ count, offset }: TypedLimit, input: Batches): Batches {
  let skip = offset
  let left = count
  if (left === 0) return
  for await (const batch of input) {
    const from = Math.min(skip, batch.length)
    const n = Math.min(left, batch.length - from)
    skip -= from
    left -= n
    if (n > 0) {
      const rows = from === 0 ? null : Int32Array.from({ length: n }, (_, i) => from + i)
      yield takeBatch(batch, { rows, count: n })
    }
    if (left === 0) return
  }
}
