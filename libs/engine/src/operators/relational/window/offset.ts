import { type Column, type HostValue, isNull } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { coerce, expectArguments } from '../../../analyse/coercion.ts'
import { constantValue } from '../../../analyse/constant.ts'
import type { TypedExpression } from '../../../plan/typed-expression.ts'
import { columnOfHosts, hostReader } from '../../host-values.ts'
import type { Partitions } from './partitions.ts'
import type { WindowFunction } from './window-function.ts'

const literal = (type: 'int32' | 'boolean', value: number | boolean): TypedExpression => ({
  kind: 'literal',
  type,
  value,
  nullable: false,
})

/** A constant that says whether nulls are passed over. */
export function ignoresNulls(e: TypedExpression | undefined, name: string): boolean {
  if (e === undefined) return false
  const value = constantValue(e, name, 'ignoreNulls')
  if (typeof value === 'boolean') return value
  throw new MillraceError('MILLRACE_ANALYSIS', `The ignoreNulls of ${name} should be a boolean literal.`)
}

/** `lag` and `lead` (value[, offset = 1[, default = null[, ignoreNulls = false]]]): the value so many rows before or after. */
const shifted = (sign: 1 | -1): WindowFunction => ({
  framed: false,
  resolve(args, name) {
    expectArguments(name, args, 1, 4)
    const [value, offset = literal('int32', 1), other, nulls = literal('boolean', false)] = args
    if (constantValue(coerce(offset, 'int32'), name, 'offset') === null) {
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[DATATYPE_MISMATCH.UNEXPECTED_NULL] Cannot resolve "${name}" due to data type mismatch: The offset must not be null.`,
      )
    }
    ignoresNulls(nulls, name)
    // A default of another type is read as the value's.
    const type = value.type === 'void' && other !== undefined ? other.type : value.type
    const fallback = coerce(other ?? { kind: 'literal', type: 'void', value: null, nullable: true }, type)
    return { args: [coerce(value, type), coerce(offset, 'int32'), fallback, nulls], type, nullable: true }
  },
  compute({ args, name, type }, [values, , defaults], partitions) {
    const offset = sign * (constantValue(args[1], name, 'offset') as number)
    const from = ignoresNulls(args[3], name) ? passNulls(values, offset, partitions) : pass(offset, partitions)
    const value = hostReader(values)
    const fallback = hostReader(defaults)
    const hosts: HostValue[] = []
    for (let r = 0; r < from.length; r++) hosts.push(from[r] < 0 ? fallback(r) : value(from[r]))
    return columnOfHosts(type, hosts)
  },
})

/** The row that each row looks at, -1 where that is outside of the partition. */
function pass(offset: number, { starts, partition }: Partitions): Int32Array {
  return partition.map((p, r) => (r + offset >= starts[p] && r + offset < starts[p + 1] ? r + offset : -1))
}

/** The same, where only rows with a value count. */
function passNulls(values: Column, offset: number, { starts, partition }: Partitions): Int32Array {
  const rows = new Int32Array(partition.length).map((_, r) => r)
  const valued = rows.filter(r => !isNull(values, r))
  /** How many rows with a value stand before a row. */
  const before = new Int32Array(partition.length + 1)
  for (let r = 0; r < partition.length; r++) before[r + 1] = before[r] + (isNull(values, r) ? 0 : 1)
  return rows.map(r => {
    if (offset === 0) return r
    const i = offset > 0 ? before[r + 1] + offset - 1 : before[r] + offset
    const found = i >= 0 && i < valued.length ? valued[i] : -1
    return found >= starts[partition[r]] && found < starts[partition[r] + 1] ? found : -1
  })
}

export const lag = shifted(-1)
export const lead = shifted(1)
