/**
 * Record batch, message format v2 ("magic 2"), big-endian; varints are zigzag. From
 * https://kafka.apache.org/documentation/#recordbatch.
 *
 *     baseOffset int64 | batchLength int32 | partitionLeaderEpoch int32 | magic int8 | crc uint32 | attributes int16 |
 *     lastOffsetDelta int32 | baseTimestamp int64 | maxTimestamp int64 | producerId int64 | producerEpoch int16 |
 *     baseSequence int32 | records int32 | records...
 */
export const AT = {
  baseOffset: 0,
  batchLength: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
  records: 61,
} as const

/** Bytes before `batchLength` starts to count. */
export const LOG_OVERHEAD = 12
/** Bytes of a batch without records. */
export const HEADER_BYTES = AT.records
/** Bytes of the smallest record: length, attributes, timestamp, offset, key and value lengths, header count. */
export const MIN_RECORD_BYTES = 7

export const ATTRIBUTE = { codec: 0x07, logAppendTime: 0x08, transactional: 0x10, control: 0x20 } as const

export type Codec = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'
/** Index = the codec's number in the attributes. */
export const CODECS: readonly Codec[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']
