import type { AbortedTransaction } from '../record-batch/aborted-transactions.ts'
import { type API, createAPI, type Reader, Writer } from './kafka-library.ts'

export interface FetchRequest {
  readonly topicId: string
  readonly partition: number
  readonly offset: number
  readonly maxBytes: number
  /** Milliseconds the broker may wait for the first byte. */
  readonly maxWait: number
}

export interface FetchAnswer {
  readonly errorCode: number
  readonly lastStableOffset: number
  readonly logStartOffset: number
  readonly aborted: readonly AbortedTransaction[]
  /** Record batches as they are in the log, the last one perhaps cut off. Owns its memory. */
  readonly records: Uint8Array<ArrayBuffer>
}

const READ_COMMITTED = 1
const CONSUMER = -1
/** No fetch session: every request stands alone. */
const SESSION = { id: 0, epoch: -1 }

/**
 * Fetch of one partition, read committed, by topic id, whose answer keeps the records as bytes. Layout of versions 13 to 16:
 * https://kafka.apache.org/protocol#The_Messages_Fetch.
 */
const fetchVersion = (version: number): API<[FetchRequest], FetchAnswer> =>
  createAPI(
    1,
    version,
    ({ topicId, partition, offset, maxBytes, maxWait }: FetchRequest) => {
      const writer = Writer.create()
      if (version < 15) writer.appendInt32(CONSUMER)
      return writer
        .appendInt32(maxWait)
        .appendInt32(1)
        .appendInt32(maxBytes)
        .appendInt8(READ_COMMITTED)
        .appendInt32(SESSION.id)
        .appendInt32(SESSION.epoch)
        .appendArray([topicId], (w, id) => {
          w.appendUUID(id).appendArray([partition], (v, p) => {
            v.appendInt32(p)
              .appendInt32(-1)
              .appendInt64(BigInt(offset))
              .appendInt32(-1)
              .appendInt64(-1n)
              .appendInt32(maxBytes)
          })
        })
        .appendArray([], () => {})
        .appendString('')
        .appendTaggedFields()
    },
    (_correlation, _key, _version, reader) => parseAnswer(reader),
  )

export const fetchApis: readonly API<[FetchRequest], FetchAnswer>[] = [16, 15, 14, 13].map(fetchVersion)

function parseAnswer(reader: Reader): FetchAnswer {
  reader.readInt32()
  const errorCode = reader.readInt16()
  reader.readInt32()
  const empty = { lastStableOffset: -1, logStartOffset: -1, aborted: [], records: new Uint8Array(0) }
  if (errorCode !== 0) return { errorCode, ...empty }
  const topics = reader.readArray(r => {
    r.readUUID()
    return r.readArray(parsePartition)
  })
  return topics[0]?.[0] ?? { errorCode: 0, ...empty }
}

function parsePartition(r: Reader): FetchAnswer {
  r.readInt32()
  const errorCode = r.readInt16()
  r.readInt64()
  const lastStableOffset = Number(r.readInt64())
  const logStartOffset = Number(r.readInt64())
  const aborted = r.readArray(a => [Number(a.readInt64()), Number(a.readInt64())] as const)
  r.readInt32()
  const length = Math.max(0, r.readUnsignedVarInt() - 1)
  const records = copyOut(r, length)
  r.skip(length)
  return { errorCode, lastStableOffset, logStartOffset, aborted, records }
}

/** The next `length` bytes in an ArrayBuffer of their own, so that they can be transferred to a worker. */
function copyOut(r: Reader, length: number): Uint8Array<ArrayBuffer> {
  const records = new Uint8Array(length)
  let at = 0
  for (const piece of r.buffer.subarray(r.position, r.position + length).buffers) {
    records.set(piece, at)
    at += piece.length
  }
  return records
}
