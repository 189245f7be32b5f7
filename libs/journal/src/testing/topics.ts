import { asWriter } from '../as-writer.ts'
import { enforceRetention, type Removed, type Retention } from '../retention.ts'

/** Deletes a topic with its lines, positions and readers; false when there is none. */
export const deleteTopic = (path: string, topic: string): Promise<boolean> =>
  asWriter(path, database => database.prepare('delete from topics where name = ?').run(topic).changes > 0)

/** Removes the oldest lines beyond the limits now; with `force` also what registered readers have not committed. */
export async function trimTopic(
  path: string,
  topic: string,
  retention: Retention,
  { force = false }: { readonly force?: boolean } = {},
): Promise<Removed> {
  let total: Removed = { lines: 0, bytes: 0 }
  for (;;) {
    const removed = await asWriter(path, database => {
      const row = database.prepare('select id from topics where name = ?').get(topic)
      if (row === undefined) throw new Error(`The journal ${path} has no topic ${topic}.`)
      return enforceRetention(database, Number(row['id']), retention, Date.now(), ...(force ? [[]] : []))
    })
    if (removed.lines === 0) return total
    total = { lines: total.lines + removed.lines, bytes: total.bytes + removed.bytes }
  }
}
