import type { DatabaseSync } from 'node:sqlite'
import { MillraceError } from '@millrace/errors'
import { inodeOf, openForReading } from './journal-file.ts'
import type { BatchMeta } from './record-decoder.ts'
import { retryBusy } from './sqlite-error.ts'

/** Offsets that a partition holds: [start, end). */
export interface OffsetRange {
  readonly partition: number
  readonly start: number
  readonly end: number
}

/** A topic as it is in the journal now. */
export interface TopicState {
  readonly rowId: number
  readonly uuid: string
  readonly partitions: readonly OffsetRange[]
}

/** A stored batch with its bytes. */
export interface StoredBatch {
  readonly meta: Omit<BatchMeta, 'from' | 'to'>
  readonly data: Uint8Array<ArrayBuffer>
}

/** Small batches, as a slow log makes them, are read together up to this. */
const READ_BYTES = 512 * 1024

const SELECT_BATCHES = `
with source as (select id as topic from topics where uuid = :uuid),
  held as (select max(base) as base from batches
    where topic = (select topic from source) and partition = :partition and base <= :from)
select base, count, timestamp, codec, keyed, crc, data from batches
where topic = (select topic from source) and partition = :partition
  and base >= ifnull((select base from held), 0) and base < :to and base + count > :from
order by base`

/** The reading side of one topic: short read transactions only, so that the writer's log can always be checkpointed. */
export class JournalReader {
  readonly #path: string
  readonly #topic: string
  #database: DatabaseSync | null = null
  #inode: string | null = null

  constructor(path: string, topic: string) {
    this.#path = path
    this.#topic = topic
  }

  /** The topic and the offsets it holds; null while the file or the topic does not exist. */
  async topic(): Promise<TopicState | null> {
    const database = await this.#connect()
    if (database === null) return null
    return retryBusy(this.#path, () => {
      const rows = database
        .prepare(
          `select t.id, t.uuid, p.partition, p.start_offset, p.end_offset
           from topics t join partitions p on p.topic = t.id where t.name = ? order by p.partition`,
        )
        .all(this.#topic)
      if (rows.length === 0) return null
      const partitions = rows.map(row => ({
        partition: Number(row['partition']),
        start: Number(row['start_offset']),
        end: Number(row['end_offset']),
      }))
      return { rowId: Number(rows[0]['id']), uuid: String(rows[0]['uuid']), partitions }
    })
  }

  /**
   * The batches that hold offsets in [from, to), in order, until they have some READ_BYTES together; where the first offsets
   * are gone, from the next one that is there. Empty at the end.
   */
  async batches(uuid: string, partition: number, from: number, to: number): Promise<StoredBatch[]> {
    const database = await this.#connect()
    if (database === null) return []
    return retryBusy(this.#path, () => {
      const found: StoredBatch[] = []
      let bytes = 0
      for (const row of database.prepare(SELECT_BATCHES).iterate({ uuid, partition, from, to })) {
        const data = row['data'] as Uint8Array<ArrayBuffer>
        const meta = {
          partition,
          base: Number(row['base']),
          count: Number(row['count']),
          timestamp: Number(row['timestamp']),
          codec: Number(row['codec']),
          keyed: row['keyed'] === 1,
          crc: Number(row['crc']),
          size: data.length,
        }
        found.push({ meta, data })
        bytes += data.length
        if (bytes >= READ_BYTES) break
      }
      return found
    })
  }

  /** Registers the reader, so that retention waits for it; its progress stays as it is. */
  async register(topic: TopicState, reader: string): Promise<void> {
    const database = await this.#connect()
    const known = 'select 1 from readers where topic = ? and name = ?'
    const insert = `insert into readers (topic, name, offsets, updated) values (?, ?, '{}', ?) on conflict do nothing`
    await retryBusy(this.#path, () => {
      if (database?.prepare(known).get(topic.rowId, reader) !== undefined) return
      database?.prepare(insert).run(topic.rowId, reader, Date.now())
    })
  }

  /** Records how far a reader has come. */
  async record(topicId: string, reader: string, next: ReadonlyMap<number, number>): Promise<void> {
    const database = await this.#connect()
    const upsert = `insert into readers (topic, name, offsets, updated) select id, ?, ?, ? from topics where uuid = ?
      on conflict do update set offsets = excluded.offsets, updated = excluded.updated`
    const offsets = JSON.stringify(Object.fromEntries(next))
    await retryBusy(this.#path, () => database?.prepare(upsert).run(reader, offsets, Date.now(), topicId))
  }

  close(): void {
    this.#database?.close()
    this.#database = null
  }

  /** The open file, opened again when another one has taken its place. */
  async #connect(): Promise<DatabaseSync | null> {
    const inode = inodeOf(this.#path)
    if (this.#database !== null && inode === this.#inode) return this.#database
    this.close()
    this.#inode = inode
    this.#database = await openForReading(this.#path)
    return this.#database
  }

  /** For a start that does not wait. */
  async require(): Promise<TopicState> {
    const topic = await this.topic()
    if (topic !== null) return topic
    const missing =
      this.#database === null
        ? `The journal ${this.#path} does not exist.`
        : `The journal ${this.#path} has no topic ${this.#topic}.`
    throw new MillraceError('MILLRACE_INPUT_MISSING', missing)
  }
}
