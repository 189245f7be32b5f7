import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import type { LineProducer, LineTransaction, SourcePosition } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { CODEC, type Compression, compress } from './compression.ts'
import { openForWriting } from './journal-file.ts'
import { enforceRetention, type Retention } from './retention.ts'
import { PAGE_SIZE } from './schema.ts'
import { BatchSplitter, type PendingBatch } from './split-batches.ts'
import { journalError, retryBusy } from './sqlite-error.ts'
import { inTransaction } from './transaction.ts'
import { lockForWriting, type WriterLock } from './writer-lock.ts'

export interface JournalLineProducerOptions {
  /** The journal's file; made where it is missing, `<path>.lock` beside it. */
  readonly path: string
  readonly topic: string
  /** A topic that has fewer gets more, one that has more keeps them. Default 1. */
  readonly partitions?: number
  /** Default zstd. */
  readonly compression?: Compression
  /** Limits of the topic, kept in the journal; left as they are when absent. */
  readonly retention?: Retention
  /** The journal's file never grows beyond so many bytes; a commit that would is MILLRACE_DISK_FULL. Default: no limit. */
  readonly maxFileBytes?: number
}

/** Lines of any kind of log fit; the limit keeps one batch well within what a typed array and SQLite hold. */
const MAX_LINE_BYTES = 64 * 1024 * 1024

interface StoredBatch extends PendingBatch {
  readonly data: Uint8Array
}

/**
 * Writes lines and source positions to a journal, each transaction in one SQLite transaction: after any crash both are there
 * or neither is, and what `commit` has acknowledged is on the disk.
 *
 * Errors: MILLRACE_JOURNAL_LOCKED for a second writer, MILLRACE_JOURNAL_DAMAGED, MILLRACE_DISK_FULL.
 */
export function journalLineProducer(options: JournalLineProducerOptions): LineProducer {
  return new JournalLineProducer(options)
}

class JournalLineProducer implements LineProducer {
  readonly description: string
  readonly maxLineBytes = MAX_LINE_BYTES
  readonly #options: JournalLineProducerOptions
  #lock: WriterLock | null = null
  #database: DatabaseSync | null = null
  #topic = 0
  #retention: Retention = {}
  #splitter = new BatchSplitter(1)

  constructor(options: JournalLineProducerOptions) {
    this.#options = options
    this.description = `journal ${options.path}, topic ${options.topic}`
  }

  async open(): Promise<void> {
    if (this.#database !== null) return
    const { path, maxFileBytes } = this.#options
    // The folder may be missing too, and the lock's file lies in it.
    const database = await openForWriting(path)
    try {
      this.#lock = lockForWriting(path)
      if (maxFileBytes !== undefined) database.exec(`pragma max_page_count = ${Math.ceil(maxFileBytes / PAGE_SIZE)}`)
      const partitions = await retryBusy(path, () => inTransaction(database, () => this.#ensureTopic(database)))
      this.#splitter = new BatchSplitter(partitions)
      this.#database = database
    } catch (error) {
      database.close()
      this.#lock?.release()
      this.#lock = null
      throw error
    }
  }

  async positions(): Promise<ReadonlyMap<string, SourcePosition>> {
    const database = this.#opened()
    const select = 'select source, position from positions where topic = ? order by source'
    const rows = await retryBusy(this.#options.path, () => database.prepare(select).all(this.#topic))
    return new Map(rows.map(row => [String(row['source']), JSON.parse(String(row['position']))]))
  }

  async commit(transaction: LineTransaction, signal?: AbortSignal): Promise<void> {
    const database = this.#opened()
    const { compression = 'zstd', path } = this.#options
    signal?.throwIfAborted()
    const batches = await Promise.all(
      this.#splitter
        .split(transaction)
        .map(async batch => ({ ...batch, data: await compress(batch.bytes, compression) }) satisfies StoredBatch),
    )
    const positions = transaction.positions
    await retryBusy(path, () => inTransaction(database, () => this.#store(database, batches, positions)), signal)
  }

  async close(): Promise<void> {
    const database = this.#database
    this.#database = null
    try {
      database?.close()
    } catch (error) {
      throw journalError(error, this.#options.path)
    } finally {
      this.#lock?.release()
      this.#lock = null
    }
  }

  #opened(): DatabaseSync {
    if (this.#database === null) throw new MillraceError('MILLRACE_INTERNAL', `The ${this.description} is not open.`)
    return this.#database
  }

  /** Makes the topic and its partitions; returns how many there are. */
  #ensureTopic(database: DatabaseSync): number {
    const { topic, partitions = 1, retention } = this.#options
    database
      .prepare('insert into topics (uuid, name, created) values (?, ?, ?) on conflict (name) do nothing')
      .run(randomUUID(), topic, Date.now())
    if (retention !== undefined) {
      database
        .prepare('update topics set retention_bytes = ?, retention_ms = ? where name = ?')
        .run(retention.bytes ?? null, retention.ageMs ?? null, topic)
    }
    const row = database.prepare('select id, retention_bytes, retention_ms from topics where name = ?').get(topic)
    this.#topic = Number(row?.['id'])
    const limit = (name: string) => (row?.[name] == null ? undefined : Number(row[name]))
    this.#retention = { bytes: limit('retention_bytes'), ageMs: limit('retention_ms') }
    const insert = database.prepare('insert into partitions (topic, partition) values (?, ?) on conflict do nothing')
    for (let partition = 0; partition < partitions; partition++) insert.run(this.#topic, partition)
    const count = database.prepare('select count(*) as n from partitions where topic = ?').get(this.#topic)
    return Number(count?.['n'])
  }

  #store(
    database: DatabaseSync,
    batches: readonly StoredBatch[],
    positions: ReadonlyMap<string, SourcePosition>,
  ): void {
    const topic = this.#topic
    const codec = CODEC[this.#options.compression ?? 'zstd']
    const now = Date.now()
    const advance = database.prepare(
      'update partitions set end_offset = end_offset + ?, bytes = bytes + ? where topic = ? and partition = ? returning end_offset',
    )
    const insert = database.prepare(
      `insert into batches (topic, partition, base, count, timestamp, codec, keyed, crc, size, data)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    for (const { partition, count, keyed, data } of batches) {
      const row = advance.get(count, data.length, topic, partition)
      const base = Number(row?.['end_offset']) - count
      insert.run(topic, partition, base, count, now, codec, keyed ? 1 : 0, crc32(data), data.length, data)
    }
    const put = database.prepare(
      'insert into positions (topic, source, position) values (?, ?, ?) on conflict do update set position = excluded.position',
    )
    for (const [source, position] of positions) put.run(topic, source, JSON.stringify(position))
    enforceRetention(database, topic, this.#retention, now)
  }
}
