import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

/** Rows as hyparquet reads them, in the form of LogRow: bigint microseconds, bytes as bytes. */
export async function readParquet(bytes: Uint8Array): Promise<Record<string, unknown>[]> {
  const file = bytes.slice().buffer
  const rows = await parquetReadObjects({
    file,
    compressors,
    utf8: false,
    parsers: {
      timestampFromMilliseconds: (millis: bigint) => millis * 1000n,
      timestampFromMicroseconds: (micros: bigint) => micros,
      timestampFromNanoseconds: (nanos: bigint) => nanos / 1000n,
      dateFromDays: (days: number) => days,
      stringFromBytes: (text: Uint8Array | undefined) => text && new TextDecoder().decode(text),
      jsonFromBytes: (text: Uint8Array) => text,
      geometryFromBytes: (data: Uint8Array) => data,
      geographyFromBytes: (data: Uint8Array) => data,
    } as never,
  })
  return rows.map(row =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        value instanceof Uint8Array ? Uint8Array.from(value) : (value ?? null),
      ]),
    ),
  )
}
