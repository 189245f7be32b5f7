import { CUT, type LineCutter, NO_RECORD } from '../fields/line-cutter.ts'
import type { W3cLayout } from './w3c-layout.ts'

const NOTHING: Uint8Array = new Uint8Array(0)
const TAB = 0x09
const SPACE = 0x20
const HASH = 0x23
const COLON = 0x3a
/** More fields than any log has: a header with more is cut off there. */
const MOST_FIELDS = 1000
/** More bytes than `#Fields` has. */
const LONGEST_NAME = 20
/** Bytes of `yyyy-mm-dd`. */
const DATE_BYTES = 10
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/**
 * Cuts lines at their delimiters. `#Fields:` tells which field is which, up to the next, `#Date:` the date of lines that have only a time;
 * other lines that begin with # are comments.
 */
export class W3cCutter implements LineCutter {
  readonly starts: Int32Array
  readonly ends: Int32Array
  bytes = NOTHING
  view = new DataView(NOTHING.buffer)
  readonly #layout: W3cLayout
  /** Index of the field at each place of a line, -1 for one that is passed over; null before the first header. */
  #places: Int32Array | null
  /** The field of the line as a whole, and that of the date. */
  readonly #line: number
  readonly #date: number
  /** `yyyy-mm-dd` of the last `#Date:`, for lines that have only a time, with a copy of such a line behind it. */
  #dated = new Uint8Array(DATE_BYTES)
  #datedView = new DataView(this.#dated.buffer)
  #hasDate = false

  constructor(layout: W3cLayout) {
    this.#layout = layout
    this.starts = new Int32Array(layout.fields.length)
    this.ends = new Int32Array(layout.fields.length)
    this.#places = null
    this.begin()
    this.#line = layout.fields.findIndex(({ name }) => name === 'fields')
    this.#date = layout.fields.findIndex(({ headers }) => headers.includes('date'))
  }

  begin(): void {
    this.#places = this.#layout.header === null ? null : placesOf(this.#layout, this.#layout.header)
    this.#hasDate = false
  }

  cut(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    this.bytes = bytes
    this.view = view
    if (bytes[start] === HASH) {
      this.#readDirective(bytes, start, end)
      return NO_RECORD
    }
    const places = this.#places
    if (places === null) return this.#line
    const { starts, ends } = this
    starts.fill(-1)
    ends.fill(-1)
    const delimiter = this.#delimiterOf(bytes, start, end)
    let at = start
    for (let place = 0; place < places.length; place++) {
      let fieldEnd = at
      while (fieldEnd < end && bytes[fieldEnd] !== delimiter) fieldEnd++
      if (fieldEnd === at || (place < places.length - 1 && fieldEnd === end)) return this.#line
      const field = places[place]
      if (field >= 0) {
        starts[field] = at
        ends[field] = fieldEnd
      }
      at = fieldEnd + 1
    }
    if (at !== end + 1) return this.#line
    if (starts[this.#date] < 0 && this.#hasDate) this.#addDate(start, end)
    return CUT
  }

  #readDirective(bytes: Uint8Array, start: number, end: number): void {
    const colon = bytes.subarray(start, Math.min(end, start + LONGEST_NAME)).indexOf(COLON)
    if (colon < 0) return
    const name = new TextDecoder('latin1').decode(bytes.subarray(start + 1, start + colon)).toLowerCase()
    if (name !== 'fields' && name !== 'date') return
    const value = new TextDecoder('latin1').decode(bytes.subarray(start + colon + 1, end)).trim()
    if (name === 'fields') this.#places = placesOf(this.#layout, value)
    else this.#setDate(value)
  }

  #setDate(value: string): void {
    const iso = /^\d{4}-\d\d-\d\d/.exec(value)?.[0]
    const [, day, month, year] = /^(\d\d)-([A-Z][a-z][a-z])-(\d{4})/.exec(value) ?? []
    const number = month === undefined ? 0 : MONTHS.indexOf(month) / 3 + 1
    const date =
      iso ?? (Number.isInteger(number) && number > 0 ? `${year}-${String(number).padStart(2, '0')}-${day}` : '')
    this.#hasDate = date !== ''
    new TextEncoder().encodeInto(date, this.#dated)
  }

  /** Puts the date before a copy of the line. */
  #addDate(start: number, end: number): void {
    const length = DATE_BYTES + end - start
    if (this.#dated.length < length) {
      const larger = new Uint8Array(length * 2)
      larger.set(this.#dated.subarray(0, DATE_BYTES))
      this.#dated = larger
      this.#datedView = new DataView(larger.buffer)
    }
    this.#dated.set(this.bytes.subarray(start, end), DATE_BYTES)
    const { starts, ends } = this
    for (let i = 0; i < starts.length; i++) {
      if (starts[i] < 0) continue
      starts[i] += DATE_BYTES - start
      ends[i] += DATE_BYTES - start
    }
    starts[this.#date] = 0
    ends[this.#date] = DATE_BYTES
    this.bytes = this.#dated
    this.view = this.#datedView
  }

  #delimiterOf(bytes: Uint8Array, start: number, end: number): number {
    if (this.#layout.delimiter !== 'either') return this.#layout.delimiter === 'tab' ? TAB : SPACE
    for (let at = start; at < end; at++) if (bytes[at] === TAB) return TAB
    return SPACE
  }
}

/** The field at each place. Of several places of one field the one counts whose name the layout has first. */
function placesOf({ fields }: W3cLayout, header: string): Int32Array {
  const names = header.trim().toLowerCase().split(/\s+/).slice(0, MOST_FIELDS)
  const places = new Int32Array(names.length).fill(-1)
  fields.forEach(({ headers }, field) => {
    const name = headers.find(known => names.includes(known))
    if (name !== undefined) places[names.indexOf(name)] = field
  })
  return places
}
