import { type Column, type ColumnBatch, Dictionary, type Schema, setValid, validityBytes } from '@millrace/columns'

/** Rows as the lines table has them: every type, nulls in every nullable column, strings beyond ASCII. */
export interface LogRow {
  readonly host: string
  readonly time: bigint
  readonly method: string | null
  readonly path: string | null
  readonly status: number
  readonly bytes: bigint | null
  readonly utcOffset: number | null
  readonly seconds: number | null
  readonly secure: boolean | null
  readonly raw: Uint8Array | null
  readonly dt: number | null
}

export const LOG_SCHEMA: Schema = [
  { name: 'host', type: 'string', nullable: false },
  { name: 'time', type: 'timestamp', nullable: false },
  { name: 'method', type: 'string', nullable: true },
  { name: 'path', type: 'string', nullable: true },
  { name: 'status', type: 'int16', nullable: false },
  { name: 'bytes', type: 'int64', nullable: true },
  { name: 'utcOffset', type: 'int32', nullable: true },
  { name: 'seconds', type: 'double', nullable: true },
  { name: 'secure', type: 'boolean', nullable: true },
  { name: 'raw', type: 'binary', nullable: true },
  { name: 'dt', type: 'date', nullable: true },
]

const FIRST_DAY = 9343
const DAY_MICROS = 86_400_000_000n

/** Row `i` of an endless log that is the same every time; about 1000 rows a day. */
export function logRow(i: number): LogRow {
  const time = BigInt(FIRST_DAY) * DAY_MICROS + BigInt(i) * 86_400_001n
  return {
    host: `host${(i * 7919) % 500}.example.com`,
    time,
    method: i % 11 === 0 ? null : ['GET', 'POST', 'HEAD'][i % 3],
    path: i % 13 === 0 ? null : `/päth/${(i * 31) % 300}/日本.html`,
    status: [200, 304, 404, 500][i % 4],
    bytes: i % 5 === 0 ? null : BigInt(i) * 3_000_000_007n,
    utcOffset: i % 7 === 0 ? null : -240,
    seconds: i % 9 === 0 ? null : i / 8,
    secure: i % 6 === 0 ? null : i % 2 === 0,
    raw: i % 17 === 0 ? null : Uint8Array.of(i & 255, 0, 255, (i >> 8) & 255),
    dt: i % 101 === 0 ? null : Number(time / DAY_MICROS),
  }
}

export const logRows = (from: number, to: number): LogRow[] =>
  Array.from({ length: to - from }, (_, i) => logRow(from + i))

/** `YYYY-MM-DD` of a row, or null. */
export const dayText = (row: LogRow): string | null =>
  row.dt === null ? null : new Date(row.dt * 86_400_000).toISOString().slice(0, 10)

const ARRAYS = { boolean: Uint8Array, int16: Int16Array, int32: Int32Array, date: Int32Array, double: Float64Array }

export function logBatch(rows: readonly LogRow[], schema: Schema = LOG_SCHEMA): ColumnBatch {
  const columns = schema.map(({ name, type }): Column => {
    const cells = rows.map(row => row[name as keyof LogRow])
    const length = cells.length
    const nullCount = cells.filter(cell => cell === null).length
    if (type === 'string') {
      const dictionary = new Dictionary(16)
      const ids = Int32Array.from(cells, cell => (cell === null ? -1 : dictionary.internString(cell as string)))
      return { type, length, ids, dictionary, nullCount }
    }
    let validity: Uint8Array | null = null
    if (nullCount > 0) {
      validity = new Uint8Array(validityBytes(length))
      for (let i = 0; i < length; i++) if (cells[i] !== null) setValid(validity, i)
    }
    if (type === 'binary') {
      const offsets = new Int32Array(length + 1)
      const parts = cells.map(cell => (cell ?? new Uint8Array(0)) as Uint8Array)
      for (let i = 0; i < length; i++) offsets[i + 1] = offsets[i] + parts[i].length
      return { type, length, offsets, bytes: Buffer.concat(parts), validity, nullCount }
    }
    const values =
      type === 'int64' || type === 'timestamp'
        ? new BigInt64Array(length)
        : new ARRAYS[type as keyof typeof ARRAYS](length)
    for (let i = 0; i < length; i++) {
      const cell = cells[i] ?? (values instanceof BigInt64Array ? 0n : 0)
      values[i] = (typeof cell === 'bigint' ? cell : Number(cell)) as never
    }
    return { type: type as keyof typeof ARRAYS | 'int64' | 'timestamp', length, values, validity, nullCount }
  })
  return { schema, length: rows.length, columns }
}
