import type { DatabaseSync } from 'node:sqlite'
import { MillraceError } from '@millrace/errors'
import { openForReading } from './journal-file.ts'
import { enforceRetention, type Removed, type Retention } from './retention.ts'
import { retryBusy } from './sqlite-error.ts'
import { inTransaction } from './transaction.ts'
import { lockForWriting } from './writer-lock.ts'

/** A topic as `describeJournal` shows it. */
export interface TopicDescription {
  readonly name: string
  readonly id: string
  /** Milliseconds since 1970. */
  readonly created: number
  readonly retention: Retention
  readonly partitions: readonly {
    readonly partition: number
    readonly startOffset: number
    readonly endOffset: number
    /** Stored bytes, after compression. */
    readonly bytes: number
  }[]
  readonly readers: readonly {
    readonly name: string
    readonly offsets: Readonly<Record<string, number>>
    /** Milliseconds since 1970. */
    readonly updated: number
  }[]
}

/** Every topic of a journal, by name. Works beside a writer. @throws MillraceError MILLRACE_INPUT_MISSING without a file. */
export async function describeJournal(path: string): Promise<readonly TopicDescription[]> {
  const database = await existing(path)
  try {
    return await retryBusy(path, () => database.prepare('select * from topics order by name').all().map(describe))
  } finally {
    database.close()
  }

  function describe(row: Record<string, unknown>): TopicDescription {
    const of = (select: string) => database.prepare(select).all(Number(row['id']))
    const number = (value: unknown) => (value === null ? undefined : Number(value))
    return {
      name: String(row['name']),
      id: String(row['uuid']),
      created: Number(row['created']),
      retention: { bytes: number(row['retention_bytes']), ageMs: number(row['retention_ms']) },
      partitions: of('select * from partitions where topic = ? order by partition').map(p => ({
        partition: Number(p['partition']),
        startOffset: Number(p['start_offset']),
        endOffset: Number(p['end_offset']),
        bytes: Number(p['bytes']),
      })),
      readers: of('select * from readers where topic = ? order by name').map(r => ({
        name: String(r['name']),
        offsets: JSON.parse(String(r['offsets'])),
        updated: Number(r['updated']),
      })),
    }
  }
}

/** Deletes a topic with its lines, positions and readers; false when there is none. Needs the writer's lock. */
export async function deleteTopic(path: string, topic: string): Promise<boolean> {
  return asWriter(path, database => database.prepare('delete from topics where name = ?').run(topic).changes > 0)
}

/** Forgets a reader, so that retention no longer waits for it; false when there is none. Needs the writer's lock. */
export async function removeReader(path: string, topic: string, reader: string): Promise<boolean> {
  const remove = 'delete from readers where topic = (select id from topics where name = ?) and name = ?'
  return asWriter(path, database => database.prepare(remove).run(topic, reader).changes > 0)
}

/**
 * Removes the oldest lines beyond the limits now; with `force` also what registered readers have not committed. Needs the
 * writer's lock.
 */
export async function trimTopic(
  path: string,
  topic: string,
  retention: Retention,
  options: { readonly force?: boolean } = {},
): Promise<Removed> {
  let total: Removed = { lines: 0, bytes: 0 }
  for (;;) {
    const removed = await asWriter(path, database => {
      const row = database.prepare('select id from topics where name = ?').get(topic)
      if (row !== undefined) return enforceRetention(database, Number(row['id']), retention, Date.now(), options)
      throw new MillraceError('MILLRACE_INPUT_MISSING', `The journal ${path} has no topic ${topic}.`)
    })
    if (removed.lines === 0) return total
    total = { lines: total.lines + removed.lines, bytes: total.bytes + removed.bytes }
  }
}

async function asWriter<T>(path: string, work: (database: DatabaseSync) => T): Promise<T> {
  const database = await existing(path)
  try {
    const lock = lockForWriting(path)
    try {
      return await retryBusy(path, () => inTransaction(database, () => work(database)))
    } finally {
      lock.release()
    }
  } finally {
    database.close()
  }
}

async function existing(path: string): Promise<DatabaseSync> {
  const database = await openForReading(path)
  if (database === null) throw new MillraceError('MILLRACE_INPUT_MISSING', `The journal ${path} does not exist.`)
  return database
}
