import type { Column } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { coerce, expectArguments } from '../../../analyse/coercion.ts'
import { constantValue } from '../../../analyse/constant.ts'
import type { Partitions } from './partitions.ts'
import type { WindowFunction } from './window-function.ts'

const int32 = (values: Int32Array): Column => ({
  type: 'int32',
  length: values.length,
  values,
  validity: null,
  nullCount: 0,
})

const double = (values: Float64Array): Column => ({
  type: 'double',
  length: values.length,
  values,
  validity: null,
  nullCount: 0,
})

type Place = (row: number, start: number, end: number, partitions: Partitions) => number

/** A function without arguments whose value follows from where a row stands in its partition. */
function placed(type: 'int32' | 'double', place: Place): WindowFunction {
  return {
    framed: false,
    resolve(args, name) {
      expectArguments(name, args, 0)
      return { args: [], type, nullable: false }
    },
    compute(_, __, partitions) {
      const { starts, partition } = partitions
      const values = type === 'int32' ? new Int32Array(partition.length) : new Float64Array(partition.length)
      for (let r = 0; r < partition.length; r++) {
        const p = partition[r]
        values[r] = place(r, starts[p], starts[p + 1], partitions)
      }
      return values instanceof Int32Array ? int32(values) : double(values)
    },
  }
}

export const rowNumber = placed('int32', (r, start) => r - start + 1)
export const rank = placed('int32', (r, start, _, { peerStart }) => peerStart[r] - start + 1)
export const percentRank = placed('double', (r, start, end, { peerStart }) =>
  end - start === 1 ? 0 : (peerStart[r] - start) / (end - start - 1),
)
export const cumeDist = placed('double', (r, start, end, { peerEnd }) => (peerEnd[r] - start) / (end - start))

export const denseRank: WindowFunction = {
  ...rank,
  compute(_, __, { starts, partition, peerStart }) {
    const values = new Int32Array(partition.length)
    for (let r = 0; r < values.length; r++) {
      values[r] = r === starts[partition[r]] ? 1 : values[r - 1] + (peerStart[r] === r ? 1 : 0)
    }
    return int32(values)
  },
}

/** `ntile(n)`: the rows of a partition in n parts as equal as can be, larger ones first. Default 1. */
export const ntile: WindowFunction = {
  framed: false,
  resolve(args, name) {
    expectArguments(name, args, 0, 1)
    const [buckets] =
      args.length === 1 ? args : [{ kind: 'literal', type: 'int32', value: 1, nullable: false } as const]
    const count = constantValue(coerce(buckets, 'int32'), name, 'buckets')
    if (typeof count !== 'number' || count <= 0) {
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE] Cannot resolve "ntile(${count})" due to data type mismatch: The buckets must be between (0, 2147483647] (current value = ${count}).`,
      )
    }
    return { args: [coerce(buckets, 'int32')], type: 'int32', nullable: false }
  },
  compute({ args, name }, _, { starts, partition }) {
    const buckets = constantValue(args[0], name, 'buckets') as number
    const values = new Int32Array(partition.length)
    for (let r = 0; r < values.length; r++) {
      const start = starts[partition[r]]
      const size = starts[partition[r] + 1] - start
      const small = Math.floor(size / buckets)
      const larger = size % buckets
      const inLarger = larger * (small + 1)
      const at = r - start
      values[r] = 1 + (at < inLarger ? Math.floor(at / (small + 1)) : larger + Math.floor((at - inLarger) / small))
    }
    return int32(values)
  },
}
