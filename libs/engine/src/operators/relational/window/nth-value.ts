import { type Column, type HostValue, isNull } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { coerce, expectArguments } from '../../../analyse/coercion.ts'
import { constantValue } from '../../../analyse/constant.ts'
import type { TypedExpression } from '../../../plan/typed-expression.ts'
import { columnOfHosts, hostReader } from '../../host-values.ts'
import type { Frames } from './frames.ts'
import { ignoresNulls } from './offset.ts'
import type { WindowFunction } from './window-function.ts'

/** Value number `place` of each frame, counted from 0; negative from its end. */
function pick(values: Column, { lower, upper }: Frames, place: number, skipNulls: boolean): Column {
  const read = hostReader(values)
  const hosts: HostValue[] = []
  const find = skipNulls ? valuedRows(values) : (row: number) => row
  const count = skipNulls ? valuesBefore(values) : (row: number) => row
  for (let r = 0; r < lower.length; r++) {
    const from = count(lower[r])
    const to = count(upper[r])
    const at = place < 0 ? to + place : from + place
    hosts.push(at >= from && at < to ? read(find(at)) : null)
  }
  return columnOfHosts(values.type, hosts)
}

/** The row of the i-th value that is not null. */
function valuedRows(values: Column): (i: number) => number {
  const rows: number[] = []
  for (let r = 0; r < values.length; r++) if (!isNull(values, r)) rows.push(r)
  return i => rows[i]
}

/** How many values that are not null stand before a row. */
function valuesBefore(values: Column): (row: number) => number {
  const before = new Int32Array(values.length + 1)
  for (let r = 0; r < values.length; r++) before[r + 1] = before[r] + (isNull(values, r) ? 0 : 1)
  return row => before[row]
}

/** `firstValue` and `lastValue` (value[, ignoreNulls = false]). */
const end = (place: 0 | -1): WindowFunction => ({
  framed: true,
  resolve(args, name) {
    expectArguments(name, args, 1, 2)
    ignoresNulls(args[1], name)
    return { args, type: args[0].type, nullable: true }
  },
  compute: ({ args, name }, [values], _, frames) => pick(values, frames, place, ignoresNulls(args[1], name)),
})

export const firstValue = end(0)
export const lastValue = end(-1)

const offsetOf = (e: TypedExpression, name: string): number => Number(constantValue(e, name, 'offset'))

/** `nthValue(value, n[, ignoreNulls = false])`; n counts from 1. */
export const nthValue: WindowFunction = {
  framed: true,
  resolve(args, name) {
    expectArguments(name, args, 2, 3)
    const [value, n, nulls] = args
    const offset = coerce(n, 'int64')
    const place = offsetOf(offset, name)
    if (!(place > 0)) {
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE] Cannot resolve "nth_value" due to data type mismatch: The offset must be between (0, 9223372036854775807] (current value = ${place}L).`,
      )
    }
    ignoresNulls(nulls, name)
    return { args: [value, offset, ...(nulls === undefined ? [] : [nulls])], type: value.type, nullable: true }
  },
  compute: ({ args, name }, [values], _, frames) =>
    pick(values, frames, offsetOf(args[1], name) - 1, ignoresNulls(args[2], name)),
}
