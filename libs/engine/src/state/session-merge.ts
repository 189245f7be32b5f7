import type { SessionKeys, SessionTable } from './session-table.ts'

/** Sessions that coming groups and the sessions they touch become. */
export interface MergedSessions {
  /** Coming groups (source 0) and sessions (source 1), those of one new session together and in the order of their starts. */
  readonly source: Int32Array
  readonly row: Int32Array
  /** The new session of each of them. */
  readonly session: Int32Array
  /** Owner, start and end of each new session. */
  readonly keys: SessionKeys
  /** Of each new session the member (by its place in `row`) that begins first, and the one that ends last. */
  readonly first: Int32Array
  readonly last: Int32Array
}

/** Brings together what touches: coming groups with each other, and with the sessions of the table. */
export function mergeSessions(coming: SessionKeys, table: SessionTable): MergedSessions {
  const { owners, starts, ends } = coming
  const order = Int32Array.from(owners, (_, g) => g).sort((a, b) => owners[a] - owners[b] || starts[a] - starts[b])
  const merge = new Merge()
  for (let from = 0, to = 0; from < order.length; from = to) {
    const owner = owners[order[from]]
    let last = Number.NEGATIVE_INFINITY
    for (to = from; to < order.length && owners[order[to]] === owner; to++) last = Math.max(last, ends[order[to]])
    const known = table.between(owner, starts[order[from]], last)
    let k = 0
    for (let i = from; i < to; i++) {
      const g = order[i]
      // Of two that begin together the one in the table is first.
      for (; k < known.length && table.start(known[k]) <= starts[g]; k++)
        merge.known(owner, known[k], table.start(known[k]), table.end(known[k]))
      merge.coming(owner, g, starts[g], ends[g])
    }
    for (; k < known.length; k++) merge.known(owner, known[k], table.start(known[k]), table.end(known[k]))
  }
  return merge.finish()
}

/** The sweep over the groups of all owners, by start. */
class Merge {
  readonly #source: number[] = []
  readonly #row: number[] = []
  readonly #session: number[] = []
  readonly #owners: number[] = []
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  readonly #first: number[] = []
  readonly #last: number[] = []
  #owner = -1
  #start = 0
  #end = 0
  #lastMember = 0
  /** Where the members of the session under way begin, and whether coming groups are among them. */
  #from = 0
  #changes = false

  coming(owner: number, group: number, start: number, end: number): void {
    this.#add(owner, start, end, 0, group)
    this.#changes = true
  }

  known(owner: number, session: number, start: number, end: number): void {
    this.#add(owner, start, end, 1, session)
  }

  finish(): MergedSessions {
    this.#close()
    return {
      source: Int32Array.from(this.#source),
      row: Int32Array.from(this.#row),
      session: Int32Array.from(this.#session),
      keys: {
        owners: Int32Array.from(this.#owners),
        starts: Float64Array.from(this.#starts),
        ends: Float64Array.from(this.#ends),
      },
      first: Int32Array.from(this.#first),
      last: Int32Array.from(this.#last),
    }
  }

  #add(owner: number, start: number, end: number, source: number, row: number): void {
    if (owner !== this.#owner || start > this.#end) {
      this.#close()
      this.#owner = owner
      this.#start = start
      this.#end = end
      this.#lastMember = this.#row.length
    } else if (end > this.#end) {
      this.#end = end
      this.#lastMember = this.#row.length
    }
    this.#source.push(source)
    this.#row.push(row)
    this.#session.push(this.#owners.length)
  }

  /** A session that nothing touched stays as it is. */
  #close(): void {
    if (this.#changes) {
      this.#owners.push(this.#owner)
      this.#starts.push(this.#start)
      this.#ends.push(this.#end)
      this.#first.push(this.#from)
      this.#last.push(this.#lastMember)
    } else for (const list of [this.#source, this.#row, this.#session]) list.length = this.#from
    this.#from = this.#row.length
    this.#changes = false
  }
}
