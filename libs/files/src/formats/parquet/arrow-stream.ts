import { readParquet, readSchema } from 'parquet-wasm'

/** `FF FF FF FF` and a length of nothing: the end of a stream. */
const END = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0)
/** Before each message: a mark and the length of its metadata. */
const PREFIX = 8

/**
 * The rows of a Parquet file as an Arrow IPC stream, in parts: one row group at a time.
 * https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format
 */
export function* arrowStream(parquet: Uint8Array, rowGroups: number): Generator<Uint8Array> {
  yield withoutEnd(readSchema(parquet).intoIPCStream())
  for (let group = 0; group < rowGroups; group++) {
    const stream = withoutEnd(readParquet(parquet, { rowGroups: [group] }).intoIPCStream())
    // The schema is there already.
    yield stream.subarray(schemaLength(stream))
  }
  yield END
}

const withoutEnd = (stream: Uint8Array): Uint8Array =>
  Buffer.compare(stream.subarray(-END.length), END) === 0 ? stream.subarray(0, -END.length) : stream

/** A schema has no body. */
const schemaLength = (stream: Uint8Array): number =>
  PREFIX + new DataView(stream.buffer, stream.byteOffset, stream.byteLength).getUint32(4, true)
