import { type BinaryColumn, type Column, type TypeName, typeParts } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { coerce, expectArguments, mismatch } from '../../../analyse/coercion.ts'
import { constantValue } from '../../../analyse/constant.ts'
import { hashOf } from '../../../kernels/functions/hash-values.ts'
import { xxhashBytes, xxhashInt, xxhashLong } from '../../../kernels/functions/xxhash64.ts'
import { columnOfHosts, hostReader } from '../../host-values.ts'
import type { PlainColumn } from '../../plain-column.ts'
import type { Accumulator, AggregateFunction, StateTable } from '../accumulator.ts'
import { int64Column } from '../arrays.ts'
import type { Block } from '../block.ts'
import { HyperLogLog } from '../hyperloglog.ts'

const SEED = 42n
const XXHASH64 = { int: xxhashInt, long: xxhashLong, bytes: xxhashBytes }

/** Registers of every group; hashes are Spark's xxhash64. */
class ApproxCountDistinctAccumulator implements Accumulator {
  readonly #sketch: HyperLogLog
  readonly #hash: (value: Parameters<ReturnType<typeof hashOf<bigint>>>[0], seed: bigint) => bigint
  readonly #registers: (Uint8Array | undefined)[] = []

  constructor(type: TypeName, relativeError: number) {
    this.#sketch = new HyperLogLog(relativeError)
    this.#hash = hashOf(type, XXHASH64)
  }

  get byteSize(): number {
    return this.#registers.length * this.#sketch.registers
  }

  update([column]: readonly PlainColumn[], block: Block): void {
    const { rows, count } = block.valid(column)
    const { groups } = block
    const hash = this.#hasher(column)
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      this.#sketch.add(this.#of(groups === null ? 0 : groups[r]), hash(r))
    }
  }

  /** The registers as bytes; null for groups without values. */
  state(size: number): StateTable<Column> {
    const registers = Array.from({ length: size }, (_, g) => this.#registers[g] ?? null)
    return { length: size, columns: [columnOfHosts('binary', registers)] }
  }

  merge(state: StateTable, groups: Int32Array): void {
    const column = state.columns[0] as BinaryColumn
    const read = hostReader(column)
    for (let i = 0; i < state.length; i++) {
      const theirs = groups[i] < 0 ? null : (read(i) as Uint8Array | null)
      if (theirs === null) continue
      const ours = this.#of(groups[i])
      for (let k = 0; k < ours.length; k++) if (theirs[k] > ours[k]) ours[k] = theirs[k]
    }
  }

  result(size: number): Column {
    const estimates = new Float64Array(size)
    for (let g = 0; g < size; g++) {
      const registers = this.#registers[g]
      if (registers !== undefined) estimates[g] = this.#sketch.estimate(registers)
    }
    return int64Column(estimates, size)
  }

  /** The hash of a row's value; that of a string is computed once for each of the column's entries. */
  #hasher(column: PlainColumn): (row: number) => bigint {
    const read = hostReader(column)
    if (!('ids' in column)) return row => this.#hash(read(row), SEED)
    const known: (bigint | undefined)[] = []
    return row => (known[column.ids[row]] ??= this.#hash(read(row), SEED))
  }

  #of(group: number): Uint8Array {
    return (this.#registers[group] ??= new Uint8Array(this.#sketch.registers))
  }
}

const containsMap = (type: TypeName): boolean => {
  const parts = typeParts(type)
  if (parts.kind === 'list') return containsMap(parts.element)
  return parts.kind === 'map' || (parts.kind === 'struct' && parts.members.some(m => containsMap(m.type)))
}

const DEFAULT_ERROR = 0.05

/** `approx_count_distinct(value[, relative standard deviation = 0.05])`: about how many different values there are; nulls do not count. */
export const approxCountDistinct: AggregateFunction = {
  resolve(args, name) {
    expectArguments(name, args, 1, 2)
    if (containsMap(args[0].type)) throw mismatch(name, [args[0]], 'a type without maps')
    const error = args.length === 1 ? DEFAULT_ERROR : constantValue(coerce(args[1], 'double'), name, 'relativeSD')
    if (typeof error !== 'number' || !(error > 0) || HyperLogLog.precisionOf(error) < 4) {
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[FAILED_FUNCTION_CALL] The relative error of ${name} must be above 0 and at most 0.39, but is ${error}.`,
      )
    }
    return { args: [args[0]], type: 'int64', nullable: false, parameters: error }
  },
  create: ([{ type }], { parameters }) => new ApproxCountDistinctAccumulator(type, parameters as number),
  idempotent: true,
}
