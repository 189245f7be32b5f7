import type { AssemblyExports } from '../assembly-module.ts'

/** The memory of the module as typed arrays, laid out as in assembly/layout.ts; of use until it grows. */
export class PlainLinesMemory {
  readonly input: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly times: BigInt64Array
  readonly offsets: Int16Array
  readonly statuses: Int16Array
  readonly sizes: BigInt64Array
  readonly sizeValidity: Uint8Array
  readonly needs: Int32Array
  /** Nulls of each text column, then those of the sizes. */
  readonly nulls: Int32Array
  /** Ids of each text column by row. */
  readonly ids: readonly Int32Array[]
  /** Address and length of each text column's texts by row, in turns. */
  readonly ranges: readonly Int32Array[]

  constructor(wasm: AssemblyExports) {
    const { buffer } = wasm.memory
    const rows = wasm.ROWS.value
    const lines = wasm.LINES.value
    const texts = wasm.TEXTS.value
    this.input = new Uint8Array(buffer, wasm.INPUT.value, wasm.INPUT_BYTES.value)
    this.starts = new Int32Array(buffer, wasm.STARTS.value, lines)
    this.ends = new Int32Array(buffer, wasm.ENDS.value, lines)
    this.times = new BigInt64Array(buffer, wasm.TIMES.value, rows)
    this.offsets = new Int16Array(buffer, wasm.OFFSETS.value, rows)
    this.statuses = new Int16Array(buffer, wasm.STATUSES.value, rows)
    this.sizes = new BigInt64Array(buffer, wasm.SIZES.value, rows)
    this.sizeValidity = new Uint8Array(buffer, wasm.SIZE_VALIDITY.value, rows >> 3)
    this.needs = new Int32Array(buffer, wasm.NEEDS.value, texts)
    this.nulls = new Int32Array(buffer, wasm.NULLS.value, texts + 1)
    const columns = Array.from({ length: texts }, (_, i) => i)
    this.ids = columns.map(i => new Int32Array(buffer, wasm.IDS.value + i * rows * 4, rows))
    this.ranges = columns.map(i => new Int32Array(buffer, wasm.RANGES.value + i * rows * 8, rows * 2))
  }
}
