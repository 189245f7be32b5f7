import { asWriter, existing } from './as-writer.ts'
import type { Retention } from './retention.ts'
import { retryBusy } from './sqlite-error.ts'

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

/** Forgets a reader, so that retention no longer waits for it; false when there is none. Needs the writer's lock. */
export async function removeReader(path: string, topic: string, reader: string): Promise<boolean> {
  const remove = 'delete from readers where topic = (select id from topics where name = ?) and name = ?'
  return asWriter(path, database => database.prepare(remove).run(topic, reader).changes > 0)
}
