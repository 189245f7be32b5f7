import {
  type BinaryColumn,
  type Column,
  Dictionary,
  type FixedColumn,
  type Schema,
  type StringColumn,
  setValid,
  validityBytes,
} from '@millrace/columns'

/**
 * Columns of a Kafka record besides its value, with Spark's names and meanings; `topicPartition` (`logs-0`) and `offset`
 * together name a record. `headers` is JSON, `[{"key":"k","value":"v"}, ...]` with values as UTF-8, null without headers;
 * `timestampType` 0 is the producer's time, 1 the broker's.
 */
export const KAFKA_RECORD_SCHEMA: Schema = [
  { name: 'key', type: 'binary', nullable: true },
  { name: 'topic', type: 'string', nullable: false },
  { name: 'partition', type: 'int32', nullable: false },
  { name: 'topicPartition', type: 'string', nullable: false },
  { name: 'offset', type: 'int64', nullable: false },
  { name: 'timestamp', type: 'timestamp', nullable: false },
  { name: 'timestampType', type: 'int32', nullable: false },
  { name: 'headers', type: 'string', nullable: true },
]

/** A string column with the same value in every row. */
export function constantString(value: string): (length: number) => StringColumn {
  const dictionary = new Dictionary(16)
  dictionary.internString(value)
  return length => ({ type: 'string', length, ids: new Int32Array(length), dictionary, nullCount: 0 })
}

/** An int32 column with the same value in every row. */
export const constantInt32 = (value: number, length: number): FixedColumn => ({
  type: 'int32',
  length,
  values: new Int32Array(length).fill(value),
  validity: null,
  nullCount: 0,
})

/** A binary column from ranges of one byte array; a start of -1 is null. */
export function binaryFromRanges(
  bytes: Uint8Array,
  starts: Int32Array,
  ends: Int32Array,
  length: number,
): BinaryColumn {
  const offsets = new Int32Array(length + 1)
  const validity = new Uint8Array(validityBytes(length))
  let total = 0
  let nullCount = 0
  for (let i = 0; i < length; i++) {
    if (starts[i] < 0) nullCount++
    else {
      total += ends[i] - starts[i]
      setValid(validity, i)
    }
    offsets[i + 1] = total
  }
  const pool = new Uint8Array(total)
  for (let i = 0; i < length; i++) if (starts[i] >= 0) pool.set(bytes.subarray(starts[i], ends[i]), offsets[i])
  return { type: 'binary', length, offsets, bytes: pool, validity: nullCount ? validity : null, nullCount }
}

export type Columns = Record<string, Column>
