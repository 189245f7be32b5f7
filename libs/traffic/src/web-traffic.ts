import { AliasTable, zipf } from './alias-table.ts'
import { bytePool, textOf } from './byte-pool.ts'
import { ByteWriter } from './byte-writer.ts'
import { DAMAGE_KINDS, type DamageKind, damaged, drawDamage } from './damage.ts'
import { type Hosts, makeHosts, ZONE_OFFSETS } from './hosts.ts'
import { LogNormal } from './log-normal.ts'
import { type Oddity, oddityOf } from './oddities.ts'
import { makePathKinds, type PathKind } from './path-kinds.ts'
import { makePaths, type Paths } from './paths.ts'
import { writeQuery } from './queries.ts'
import { Random } from './random.ts'
import { EXTERNAL_REFERRERS, externalReferrers, SITE } from './referrers.ts'
import { RequestClock } from './request-clock.ts'
import { TimeStamps } from './time-stamps.ts'
import { makeUserAgents, type UserAgents } from './user-agents.ts'

export interface WebTrafficOptions {
  /** How many lines, exactly. */
  readonly lines: number
  /** Any safe integer. Default 1. */
  readonly seed?: number
  /** First moment, seconds since 1970 in UTC. */
  readonly start: number
  /** How long the traffic lasts; may have a fraction. */
  readonly days: number
  /** Share of damaged lines, 0 to 1. Default 0. */
  readonly damage?: number
  /** Share of lines that are legal but odd, 0 to 1. Default 0.002. */
  readonly oddities?: number
  /** Default combined. */
  readonly format?: 'common' | 'combined'
  /** Different hosts. Default 20,000. */
  readonly hosts?: number
  /** Different paths, queries aside. Default 3,000. */
  readonly paths?: number
}

/** What was generated so far. */
export interface TrafficCounts {
  lines: number
  odd: number
  /** Damaged lines by kind. */
  readonly damaged: Record<DamageKind, number>
}

const CHUNK_BYTES = 1 << 20
/** No undamaged line is longer. */
const LINE_ROOM = 4096

const PROTOCOLS = bytePool([' HTTP/1.1"', ' HTTP/1.0"', ' HTTP/2.0"'])
const USERS = bytePool(['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'j.doe@example.com', 'svc-backup'])
/** ident and no user, ident before a user, the beginning of an internal referrer. */
const FIXED = bytePool([' - - ', ' - ', SITE])
const QUOTE = 0x22
const SPACE = 0x20
const DASH = 0x2d
const LINE_FEED = 0x0a

/**
 * Deterministic web server traffic in an NCSA format: the same bytes for the same options on every machine. Hosts and paths
 * follow Zipf's law, times a daily and weekly curve; statuses, methods, sizes and referrers go with the kind of the path.
 */
export class WebTraffic {
  readonly counts: TrafficCounts
  readonly #options: Required<WebTrafficOptions>
  readonly #random: Random
  readonly #rare: Random
  readonly #clock: RequestClock
  readonly #stamps = new TimeStamps(ZONE_OFFSETS)
  readonly #agents: UserAgents
  readonly #hosts: Hosts
  readonly #hostTable: AliasTable
  readonly #kinds: readonly PathKind[]
  readonly #methods: readonly ReturnType<typeof bytePool>[]
  readonly #paths: Paths
  readonly #pathTable: AliasTable
  /** The pages among the paths, which alone lead anywhere. */
  readonly #pages: Int32Array
  readonly #pageTable: AliasTable
  readonly #referrers = externalReferrers()
  readonly #spread: LogNormal
  readonly #out = new ByteWriter(CHUNK_BYTES)

  constructor(options: WebTrafficOptions) {
    const all = {
      seed: 1,
      damage: 0,
      oddities: 0.002,
      format: 'combined',
      hosts: 20_000,
      paths: 3000,
      ...options,
    } as const
    this.#options = all
    const setup = new Random(all.seed, 1)
    this.#random = new Random(all.seed, 2)
    this.#rare = new Random(all.seed, 3)
    this.#clock = new RequestClock(all.start, all.days, all.lines)
    this.#agents = makeUserAgents()
    this.#hosts = makeHosts(all.hosts, setup, this.#agents)
    this.#hostTable = new AliasTable(zipf(all.hosts))
    this.#kinds = makePathKinds()
    this.#methods = this.#kinds.map(kind => bytePool(kind.methods.map(method => `"${method} `)))
    this.#spread = new LogNormal(1.1, setup)
    this.#paths = makePaths(all.paths, setup, this.#kinds, this.#spread)
    const weights = zipf(all.paths)
    this.#pathTable = new AliasTable(weights)
    const linking = Array.from(weights.keys()).filter(path => this.#kinds[this.#paths.kinds[path]].links)
    this.#pages = Int32Array.from(linking)
    this.#pageTable = new AliasTable(linking.map(path => weights[path]))
    this.counts = {
      lines: 0,
      odd: 0,
      damaged: Object.fromEntries(DAMAGE_KINDS.map(kind => [kind, 0])) as Record<DamageKind, number>,
    }
  }

  /** The lines, each ended by a line feed, in chunks of whole lines of about 1 MiB. A chunk belongs to the caller. */
  *chunks(): Generator<Uint8Array<ArrayBuffer>> {
    const out = this.#out
    const damageBelow = this.#options.damage * 4294967296
    const oddBelow = this.#options.oddities * 4294967296
    while (this.counts.lines < this.#options.lines) {
      if (out.at > CHUNK_BYTES - LINE_ROOM) yield out.take()
      this.counts.lines++
      const start = out.at
      const odd = this.#random.next() < oddBelow
      const broken = this.#random.next() < damageBelow
      this.#line(odd)
      if (broken) {
        const line = this.#damage(out.bytes.slice(start, out.at))
        out.at = start
        if (line.length > LINE_ROOM - 1) {
          if (out.at > 0) yield out.take()
          yield terminated(line)
          continue
        }
        out.all(line)
      }
      out.byte(LINE_FEED)
    }
    if (out.at > 0) yield out.take()
  }

  /** Where the parts of the last line begin, from the chunk's start. */
  readonly #at = { line: 0, time: 0, request: 0, status: 0, size: 0 }

  #line(odd: boolean): void {
    const random = this.#random
    const out = this.#out
    const at = this.#at
    at.line = out.at
    const second = this.#clock.next(random.fraction())
    const host = this.#hostTable.sample(random)
    const path = this.#pathTable.sample(random)
    const kind = this.#kinds[this.#paths.kinds[path]]
    const oddity = odd ? this.#oddity(path) : undefined

    out.entry(this.#hosts.names, host)
    this.#user(kind, oddity)
    at.time = out.at
    this.#stamps.write(out, second, this.#hosts.zones[host])
    out.byte(SPACE)
    at.request = out.at
    const method = kind.methodTable.sample(random)
    this.#request(path, kind, method, host, oddity)
    out.byte(SPACE)
    at.status = out.at
    const status = kind.statuses[kind.statusTable.sample(random)]
    out.number(status)
    out.byte(SPACE)
    at.size = out.at
    this.#size(path, kind, status, kind.methods[method] === 'HEAD')
    if (this.#options.format === 'combined') this.#combined(kind, host, oddity)
  }

  #oddity(path: number): Oddity {
    this.counts.odd++
    return oddityOf(this.#rare, textOf(this.#paths.names, path))
  }

  #user(kind: PathKind, oddity: Oddity | undefined): void {
    const random = this.#random
    const out = this.#out
    const named = kind.users > 0 && random.below(1000) < kind.users
    if (!named && oddity?.user === undefined) out.entry(FIXED, 0)
    else {
      out.entry(FIXED, 1)
      if (oddity?.user !== undefined) out.text(oddity.user)
      else out.entry(USERS, random.below(8))
      out.byte(SPACE)
    }
  }

  #request(path: number, kind: PathKind, method: number, host: number, oddity: Oddity | undefined): void {
    const random = this.#random
    const out = this.#out
    if (oddity?.request !== undefined) {
      out.byte(QUOTE)
      out.text(oddity.request)
      out.byte(QUOTE)
      return
    }
    out.entry(this.#methods[this.#paths.kinds[path]], method)
    out.entry(this.#paths.names, path)
    const query = kind.queries[kind.queryTable.sample(random)]
    if (query !== 'none') writeQuery(out, query, random)
    // A client speaks one protocol: one of sixteen is old, three of sixteen are new.
    const client = host & 15
    out.entry(PROTOCOLS, client === 7 ? 1 : client > 12 ? 2 : 0)
  }

  #size(path: number, kind: PathKind, status: number, head: boolean): void {
    const out = this.#out
    const size = this.#paths.sizes[path]
    if (status === 304 || status === 204 || head) out.byte(DASH)
    else if (status === 200 || status === 201) out.number(kind.dynamic ? this.#spread.sample(this.#random, size) : size)
    // A range of a file, or a short page that names the error.
    else out.number(status === 206 ? Math.floor(size * this.#random.fraction()) : status + (path & 63))
  }

  #combined(kind: PathKind, host: number, oddity: Oddity | undefined): void {
    const random = this.#random
    const out = this.#out
    const bot = this.#hosts.bots[host] === 1
    out.byte(SPACE)
    out.byte(QUOTE)
    if (oddity?.referrer !== undefined) out.text(oddity.referrer)
    else if (bot) out.byte(DASH)
    else this.#referrer(kind)
    out.byte(QUOTE)
    out.byte(SPACE)
    out.byte(QUOTE)
    // Some clients share an address: one line in sixteen comes from another browser there.
    const agent = !bot && random.next() >>> 28 === 0 ? this.#agents.browser(random) : this.#hosts.agents[host]
    if (oddity?.agent !== undefined) out.text(oddity.agent)
    else out.entry(this.#agents.pool, agent)
    out.byte(QUOTE)
  }

  #referrer(kind: PathKind): void {
    const random = this.#random
    const out = this.#out
    const r = random.below(100)
    if (r < kind.internal) {
      out.entry(FIXED, 2)
      out.entry(this.#paths.names, this.#pages[this.#pageTable.sample(random)])
    } else if (r < kind.internal + 20) out.entry(EXTERNAL_REFERRERS, this.#referrers.sample(random))
    else out.byte(DASH)
  }

  #damage(line: Uint8Array): Uint8Array {
    const kind = drawDamage(this.#rare)
    this.counts.damaged[kind]++
    const { line: from, time, request, status, size } = this.#at
    const parts = { time: time - from, request: request - from, status: status - from, size: size - from }
    return damaged(kind, line, parts, this.#rare)
  }
}

function terminated(line: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(line.length + 1)
  whole.set(line)
  whole[line.length] = LINE_FEED
  return whole
}
