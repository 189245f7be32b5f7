import type { ColumnBatch } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { hostReader } from '../operators/host-values.ts'
import type { Selection } from './kernel.ts'
import { shown } from './user-code.ts'

/** Longest text of a row in a message. */
const ROW = 400

const located = new WeakSet<Error>()

/**
 * The error of a user function with the row for which it was called: the columns that the plan reads of it. `run` computes the
 * expression again for some of the rows.
 */
export function withFailingRow(
  error: unknown,
  batch: ColumnBatch,
  { rows, count }: Selection,
  run: (selection: Selection) => void,
): unknown {
  if (!(error instanceof MillraceError) || error.code !== 'MILLRACE_USER_FUNCTION' || located.has(error)) return error
  const indices = rows ?? Int32Array.from({ length: count }, (_, i) => i)
  let [passes, fails] = [0, count]
  while (fails - passes > 1) {
    const middle = (passes + fails) >> 1
    try {
      run({ rows: indices, count: middle })
      passes = middle
    } catch {
      fails = middle
    }
  }
  const row = indices[fails - 1]
  const cells = batch.schema.map(({ name }, i) => `${name} ${shown(hostReader(batch.columns[i])(row))}`)
  const text = cells.join(', ')
  const told = new MillraceError(
    error.code,
    `${error.message} (row: ${text.length > ROW ? `${text.slice(0, ROW)}...` : text})`,
    { cause: error.cause },
  )
  located.add(told)
  return told
}
