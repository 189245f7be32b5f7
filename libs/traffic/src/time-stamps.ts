import type { ByteWriter } from './byte-writer.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Bytes of `[17/May/2015:10:05:03 +0000]`. */
const STAMP_BYTES = 28
const SECOND_AT = 19

/** Writes times in the Common Log Format for several UTC offsets; only the seconds are written anew for each line. */
export class TimeStamps {
  readonly #offsets: readonly number[]
  readonly #stamps: Uint8Array[]
  readonly #minutes: Float64Array

  /** @param offsets minutes east of UTC */
  constructor(offsets: readonly number[]) {
    this.#offsets = offsets
    this.#stamps = offsets.map(() => new Uint8Array(STAMP_BYTES))
    this.#minutes = new Float64Array(offsets.length).fill(Number.NaN)
  }

  /** @param second UTC seconds since 1970 @param zone index of the offset */
  write(out: ByteWriter, second: number, zone: number): void {
    const minute = Math.floor(second / 60)
    if (this.#minutes[zone] !== minute) {
      this.#minutes[zone] = minute
      new TextEncoder().encodeInto(stampOf(minute, this.#offsets[zone]), this.#stamps[zone])
    }
    const stamp = this.#stamps[zone]
    const { bytes, at } = out
    for (let i = 0; i < STAMP_BYTES; i++) bytes[at + i] = stamp[i]
    const seconds = second - minute * 60
    const tens = (seconds / 10) | 0
    bytes[at + SECOND_AT] = 48 + tens
    bytes[at + SECOND_AT + 1] = 48 + seconds - tens * 10
    out.at = at + STAMP_BYTES
  }
}

function stampOf(minute: number, offset: number): string {
  const local = new Date((minute + offset) * 60_000)
  const two = (n: number): string => String(n).padStart(2, '0')
  const day = `${two(local.getUTCDate())}/${MONTHS[local.getUTCMonth()]}/${String(local.getUTCFullYear()).padStart(4, '0')}`
  const sign = offset < 0 ? '-' : '+'
  const zone = sign + two(Math.floor(Math.abs(offset) / 60)) + two(Math.abs(offset) % 60)
  return `[${day}:${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:00 ${zone}]`
}
