import { MillraceError } from '@millrace/errors'

/** Offsets of a time zone from UTC, by the IANA rules of the runtime (the same as Java's), local mean time before them. */
export interface TimeZone {
  /** Text that Spark shows for the zone. */
  readonly id: string
  /** Microseconds that local time is ahead of UTC at an instant (microseconds since 1970, UTC). */
  offsetAt(us: number): number
  /** Wall clock of an instant. */
  toLocal(us: bigint): bigint
  /**
   * Instant of a wall clock, as java.time resolves it: the earlier one where the clock shows a time twice; one that it skips
   * is moved on by what is skipped.
   */
  toUtc(local: bigint): bigint
}

const zones = new Map<string, TimeZone>()

/** The zone of a name: a region (`Europe/Berlin`), an offset (`+1:00`, `-08`, `UTC+2`, `GMT`) or one of Java's short names (`PST`). */
export function timeZone(name: string): TimeZone {
  let zone = zones.get(name)
  if (zone === undefined) {
    zone = makeZone(name)
    if (zone === undefined) {
      throw new MillraceError(
        'MILLRACE_ARITHMETIC',
        `[INVALID_TIMEZONE] The timezone: ${name} is invalid. The timezone must be either a region-based zone ID or a zone offset.`,
      )
    }
    if (zones.size > 1000) zones.clear()
    zones.set(name, zone)
  }
  return zone
}

/** Whether `timeZone` knows the name. */
export const isTimeZone = (name: string): boolean => zones.has(name) || makeZone(name) !== undefined

/** java.time.ZoneId.SHORT_IDS. */
const SHORT_IDS: Readonly<Record<string, string>> = {
  ACT: 'Australia/Darwin',
  AET: 'Australia/Sydney',
  AGT: 'America/Argentina/Buenos_Aires',
  ART: 'Africa/Cairo',
  AST: 'America/Anchorage',
  BET: 'America/Sao_Paulo',
  BST: 'Asia/Dhaka',
  CAT: 'Africa/Harare',
  CNT: 'America/St_Johns',
  CST: 'America/Chicago',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Addis_Ababa',
  ECT: 'Europe/Paris',
  IET: 'America/Indiana/Indianapolis',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  MIT: 'Pacific/Apia',
  NET: 'Asia/Yerevan',
  NST: 'Pacific/Auckland',
  PLT: 'Asia/Karachi',
  PNT: 'America/Phoenix',
  PRT: 'America/Puerto_Rico',
  PST: 'America/Los_Angeles',
  SST: 'Pacific/Guadalcanal',
  VST: 'Asia/Ho_Chi_Minh',
  EST: '-05:00',
  MST: '-07:00',
  HST: '-10:00',
}

function makeZone(name: string): TimeZone | undefined {
  const id = SHORT_IDS[name] ?? name
  if (id === 'Z' || id === 'UTC' || id === 'GMT' || id === 'UT') return new FixedZone(id, 0)
  const offset = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{1,2})(?::?(\d{2}))?)?$/.exec(id)
  if (offset !== null) {
    const [hours, minutes, seconds] = [offset[2], offset[3], offset[4]].map(part => Number(part ?? 0))
    const total = hours * 3600 + minutes * 60 + seconds
    if (minutes > 59 || seconds > 59 || total > 18 * 3600) return undefined
    return new FixedZone(id, (offset[1] === '-' ? -total : total) * 1e6)
  }
  // Java's names of regions tell upper from lower case.
  if (!/^[A-Z]\w*(?:\/[A-Z][\w+-]*)*$/.test(id)) return undefined
  try {
    return new RegionZone(id)
  } catch {
    return undefined
  }
}

class FixedZone implements TimeZone {
  readonly id: string
  readonly #offset: number
  readonly #big: bigint

  constructor(id: string, offset: number) {
    this.id = id
    this.#offset = offset
    this.#big = BigInt(offset)
  }

  offsetAt(): number {
    return this.#offset
  }

  toLocal(us: bigint): bigint {
    return us + this.#big
  }

  toUtc(local: bigint): bigint {
    return local - this.#big
  }
}

/** About 12 days: no zone changes its offset twice within so short a time. */
const BUCKET = 2 ** 40
const DAY = 8.64e10

class RegionZone implements TimeZone {
  readonly id: string
  readonly #format: Intl.DateTimeFormat
  /** For each bucket of time its offset, or where it changes: offset before, instant of the change, offset after. */
  readonly #buckets = new Map<number, number | readonly [number, number, number]>()

  constructor(id: string) {
    this.id = id
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: id, timeZoneName: 'longOffset' })
  }

  offsetAt(us: number): number {
    const bucket = Math.floor(us / BUCKET)
    let known = this.#buckets.get(bucket)
    if (known === undefined) {
      known = this.#look(bucket)
      if (this.#buckets.size > 100_000) this.#buckets.clear()
      this.#buckets.set(bucket, known)
    }
    return typeof known === 'number' ? known : us < known[1] ? known[0] : known[2]
  }

  toLocal(us: bigint): bigint {
    return us + BigInt(this.offsetAt(Number(us)))
  }

  toUtc(local: bigint): bigint {
    const near = Number(local)
    const before = this.offsetAt(near - DAY)
    if (this.offsetAt(near - before) === before) return local - BigInt(before)
    const after = this.offsetAt(near + DAY)
    return this.offsetAt(near - after) === after ? local - BigInt(after) : local - BigInt(before)
  }

  #look(bucket: number): number | readonly [number, number, number] {
    const first = this.#ask(bucket * BUCKET)
    const last = this.#ask((bucket + 1) * BUCKET - 1)
    if (first === last) return first
    // The change by bisection, to the second.
    let low = Math.floor((bucket * BUCKET) / 1e6)
    let high = Math.ceil(((bucket + 1) * BUCKET) / 1e6)
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (this.#ask(middle * 1e6) === first) low = middle
      else high = middle
    }
    return [first, high * 1e6, last]
  }

  #ask(us: number): number {
    // Beyond what a Date holds the rules are those of its last year.
    const ms = Math.max(-8.64e15, Math.min(8.64e15, Math.floor(us / 1000)))
    const text = this.#format.format(ms)
    const match = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text)
    if (match === null) throw new MillraceError('MILLRACE_INTERNAL', `No offset from UTC in ${JSON.stringify(text)}.`)
    if (match[1] === undefined) return 0
    const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0)
    return (match[1] === '-' ? -seconds : seconds) * 1e6
  }
}
