import { crc32c } from '@platformatic/wasm-utils'
import { AT, ATTRIBUTE, CODECS, type Codec, HEADER_BYTES, LOG_OVERHEAD } from './layout.ts'

export interface BatchHeader {
  /** Where the batch starts and ends in its bytes. */
  readonly start: number
  readonly end: number
  readonly baseOffset: number
  readonly lastOffset: number
  readonly codec: Codec
  readonly logAppendTime: boolean
  readonly transactional: boolean
  /** A transaction marker, not data. */
  readonly control: boolean
  /** Milliseconds since 1970. */
  readonly baseTimestamp: number
  readonly maxTimestamp: number
  readonly producerId: number
  readonly recordCount: number
}

/** Bytes that are no valid record batch, with a reason in words; callers add topic, partition and offset. */
export class BatchFormatError extends Error {
  readonly offset: number | undefined
  constructor(message: string, offset?: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'BatchFormatError'
    this.offset = offset
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)

const int64 = (view: DataView, at: number): number => view.getInt32(at) * 4294967296 + view.getUint32(at + 4)

/** End of the batch that starts at `at`, or -1 when it is not complete in these bytes. Throws on an impossible length. */
function batchEnd(bytes: Uint8Array, at: number): number {
  if (bytes.length - at < LOG_OVERHEAD) return -1
  const view = viewOf(bytes)
  const length = view.getInt32(at + AT.batchLength)
  if (length < 5) throw new BatchFormatError(`a record batch of ${length} bytes`, int64(view, at))
  const end = at + LOG_OVERHEAD + length
  if (bytes.length - at > AT.magic) checkMagic(bytes, view, at)
  return end <= bytes.length ? end : -1
}

function checkMagic(bytes: Uint8Array, view: DataView, at: number): void {
  const magic = bytes[at + AT.magic]
  if (magic === 2) return
  const offset = int64(view, at)
  if (magic < 2) {
    throw new BatchFormatError(
      `records are in message format v${magic}, which Kafka 4 removed and Millrace does not read`,
      offset,
    )
  }
  throw new BatchFormatError(`unknown message format ${magic}`, offset)
}

/** The header of the whole batch at `at`. Checks format, length and, unless told not to, the CRC-32C. */
export function readBatchHeader(bytes: Uint8Array, at: number, checkCrc = true): BatchHeader {
  const end = batchEnd(bytes, at)
  if (end < 0 || end - at < HEADER_BYTES) throw new BatchFormatError('a truncated record batch')
  const view = viewOf(bytes)
  const baseOffset = int64(view, at + AT.baseOffset)
  if (checkCrc && crc32c(bytes.subarray(at + AT.attributes, end)) !== view.getUint32(at + AT.crc)) {
    throw new BatchFormatError('a record batch whose CRC-32C is wrong', baseOffset)
  }
  const attributes = view.getInt16(at + AT.attributes)
  const codec = CODECS[attributes & ATTRIBUTE.codec]
  if (codec === undefined) {
    throw new BatchFormatError(`unknown compression codec ${attributes & ATTRIBUTE.codec}`, baseOffset)
  }
  const lastOffset = baseOffset + view.getInt32(at + AT.lastOffsetDelta)
  if (!(baseOffset >= 0 && lastOffset >= baseOffset)) {
    throw new BatchFormatError('a record batch with impossible offsets', baseOffset)
  }
  return {
    start: at,
    end,
    baseOffset,
    lastOffset,
    codec,
    logAppendTime: (attributes & ATTRIBUTE.logAppendTime) !== 0,
    transactional: (attributes & ATTRIBUTE.transactional) !== 0,
    control: (attributes & ATTRIBUTE.control) !== 0,
    baseTimestamp: int64(view, at + AT.baseTimestamp),
    maxTimestamp: int64(view, at + AT.maxTimestamp),
    producerId: int64(view, at + AT.producerId),
    recordCount: view.getInt32(at + AT.recordCount),
  }
}

/** What is needed of a batch to go on fetching after it. */
export interface BatchSpan {
  readonly end: number
  readonly baseOffset: number
  readonly lastOffset: number
}

/** Like `readBatchHeader` without looking at the records: cheap enough for the thread that fetches. null when incomplete. */
export function readBatchSpan(bytes: Uint8Array, at: number): BatchSpan | null {
  const end = batchEnd(bytes, at)
  if (end < 0) return null
  if (end - at < HEADER_BYTES) throw new BatchFormatError('a record batch shorter than its header')
  const view = viewOf(bytes)
  const baseOffset = int64(view, at + AT.baseOffset)
  return { end, baseOffset, lastOffset: baseOffset + view.getInt32(at + AT.lastOffsetDelta) }
}
