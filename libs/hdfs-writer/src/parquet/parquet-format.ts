/** Numbers of the enums in parquet.thrift: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift */

export const PHYSICAL = {
  boolean: 0,
  int32: 1,
  int64: 2,
  float: 4,
  double: 5,
  byteArray: 6,
  fixedLengthByteArray: 7,
} as const
export type PhysicalType = keyof typeof PHYSICAL

export const REPETITION = { required: 0, optional: 1, repeated: 2 } as const
export type Repetition = keyof typeof REPETITION

export const ENCODING = { plain: 0, rle: 3, deltaBinaryPacked: 5, rleDictionary: 8 } as const

export const CODEC = { none: 0, snappy: 1, zstd: 6 } as const
export type ParquetCodec = keyof typeof CODEC

export const PAGE = { data: 0, dictionary: 2 } as const

export const CONVERTED = {
  utf8: 0,
  map: 1,
  list: 3,
  decimal: 5,
  date: 6,
  timestampMicros: 10,
  int8: 15,
  int16: 16,
} as const

/** `PAR1`, at both ends of a file. */
export const MAGIC = Uint8Array.of(0x50, 0x41, 0x52, 0x31)
