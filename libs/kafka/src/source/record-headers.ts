import { BatchFormatError } from '../record-batch/batch-header.ts'
import { cursor, readVarint } from '../record-batch/varint.ts'

const decoder = new TextDecoder()

/** The headers at the end of a record, `bytes[at .. end)`, as JSON; null when there are none. */
export function headersJson(bytes: Uint8Array, at: number, end: number): string | null {
  const count = readVarint(bytes, at, end)
  let p = cursor.at
  if (count < 0 || count > end - p) throw new BatchFormatError('a record with a damaged number of headers')
  const headers: { key: string; value: string | null }[] = []
  const text = (): string | null => {
    const length = readVarint(bytes, p, end)
    const from = cursor.at
    if (length > end - from || length < -1) throw new BatchFormatError('a record with a damaged header')
    p = from + Math.max(0, length)
    return length < 0 ? null : decoder.decode(bytes.subarray(from, p))
  }
  for (let i = 0; i < count; i++) headers.push({ key: text() ?? '', value: text() })
  if (p !== end) throw new BatchFormatError('a record with bytes after its headers')
  return count === 0 ? null : JSON.stringify(headers)
}
