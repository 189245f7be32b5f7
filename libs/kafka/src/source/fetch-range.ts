import type { RawBlock } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import type { Cluster } from '../network/cluster.ts'
import { brokerError, KafkaError, TransientBrokerError } from '../network/error-codes.ts'
import { type FetchAnswer, fetchApis } from '../network/fetch.ts'
import { listOffsets } from '../network/list-offsets.ts'
import { boundOf, retry } from '../network/retry.ts'
import type { AbortedTransaction } from '../record-batch/aborted-transactions.ts'
import { BatchFormatError, readBatchSpan } from '../record-batch/batch-header.ts'
import type { KafkaRange } from './kafka-range.ts'
import type { MissingOffsets } from './next-offset.ts'

/** What the decoder must know about fetched bytes: which offsets to keep, which transactions to leave out. */
export type FetchMeta = {
  readonly start: number
  readonly end: number
  readonly aborted: readonly AbortedTransaction[]
}

export interface FetchRangeOptions {
  /** Bytes asked for at once; a larger record batch comes whole all the same. */
  readonly maxBytes: number
  /** Milliseconds to go on trying while a partition has no leader or its broker does not answer. */
  readonly patience: number
  /** Called when offsets of the range are gone: throws, or lets the reader skip to `available`. */
  readonly onMissing: (missing: MissingOffsets) => void
}

const MAX_WAIT = 500

/** Where the partition is read from, kept from piece to piece. */
interface Place {
  /** Node id; -1 when it must be looked up. */
  leader: number
}

interface Piece {
  readonly block: RawBlock | null
  readonly next: number
}

/** The record batches of a range in order, one piece ahead of the reader. */
export async function* fetchRange(
  cluster: Cluster,
  range: KafkaRange,
  signal: AbortSignal,
  options: FetchRangeOptions,
): AsyncGenerator<RawBlock, void, undefined> {
  const place: Place = { leader: -1 }
  const ahead = (from: number): Promise<Piece> | null => {
    if (from >= range.end) return null
    const piece = fetchPiece(cluster, range, place, from, signal, options)
    // The reader may stop before it looks at this one.
    piece.catch(() => {})
    return piece
  }
  let pending = ahead(range.start)
  while (pending !== null) {
    const { block, next } = await pending
    pending = ahead(next)
    if (block !== null) yield block
  }
}

async function fetchPiece(
  cluster: Cluster,
  range: KafkaRange,
  place: Place,
  from: number,
  signal: AbortSignal,
  options: FetchRangeOptions,
): Promise<Piece> {
  const what = `Fetch from ${range.topic}-${range.partition} at offset ${from}`
  const { topicId, partition } = range
  return retry(boundOf(options.patience, signal), async () => {
    if (place.leader < 0) {
      const found = await leaderOf(cluster, range)
      if (typeof found === 'string') {
        const recreated = { before: topicId, after: found }
        options.onMissing({ topic: range.topic, partition, from, available: range.end, recreated })
        return { block: null, next: range.end }
      }
      place.leader = found
    }
    const request = { topicId, partition, offset: from, maxBytes: options.maxBytes, maxWait: MAX_WAIT }
    let answer: FetchAnswer
    try {
      answer = await cluster.request(place.leader, fetchApis, request)
    } catch (error) {
      place.leader = -1
      throw error
    }
    if (answer.errorCode === KafkaError.OFFSET_OUT_OF_RANGE) return skipMissing(cluster, range, from, options)
    if (answer.errorCode !== 0) {
      place.leader = -1
      throw brokerError(answer.errorCode, what)
    }
    const piece = pieceOf(range, from, answer, what)
    if (piece === null) throw new TransientBrokerError(`${what}: the broker has no records there yet.`)
    return piece
  })
}

/** Asked of the leader, because a Fetch answer with this error does not say where its log starts. */
async function skipMissing(
  cluster: Cluster,
  range: KafkaRange,
  from: number,
  options: FetchRangeOptions,
): Promise<Piece> {
  const topics = await cluster.topics([range.topic])
  const offsets = await listOffsets(cluster, topics.values(), 'earliest')
  const earliest = offsets.get(range.topic)?.get(range.partition) ?? range.end
  const available = earliest > from ? Math.min(earliest, range.end) : range.end
  options.onMissing({ topic: range.topic, partition: range.partition, from, available })
  return { block: null, next: available }
}

/** Node id of the leader, or the id of the topic that took the place of the one asked for. */
async function leaderOf(cluster: Cluster, range: KafkaRange): Promise<number | string> {
  const { topic, topicId, partition } = range
  const found = (await cluster.topics([topic])).get(topic)
  if (found === undefined) {
    throw new MillraceError('MILLRACE_KAFKA_TOPIC_MISSING', `The Kafka topic ${topic} does not exist any more.`)
  }
  if (found.id !== topicId) return found.id
  const leader = found.partitions.find(p => p.partition === partition)?.leader ?? -1
  if (leader < 0) {
    throw new TransientBrokerError(
      `The Kafka partition ${topic}-${partition} has no leader.`,
      KafkaError.LEADER_NOT_AVAILABLE,
    )
  }
  return leader
}

/** Whole batches of the answer that reach into the range; null when there is none. */
function pieceOf(range: KafkaRange, from: number, answer: FetchAnswer, what: string): Piece | null {
  const { records } = answer
  let end = 0
  let next = from
  try {
    while (end < records.length && next < range.end) {
      const span = readBatchSpan(records, end)
      if (span === null) break
      if (span.baseOffset >= range.end) {
        next = range.end
        break
      }
      end = span.end
      next = Math.max(next, span.lastOffset + 1)
    }
  } catch (error) {
    if (!(error instanceof BatchFormatError)) throw error
    throw new MillraceError('MILLRACE_KAFKA_PROTOCOL', `${what}: ${error.message}.`, { cause: error })
  }
  if (next === from) return null
  if (end === 0) return { block: null, next }
  const meta: FetchMeta = { start: from, end: range.end, aborted: answer.aborted }
  const bytes = end < records.length * 0.75 ? records.slice(0, end) : records.subarray(0, end)
  return { block: { bytes, meta }, next }
}
