import { byte, DASH } from './bytes'
import { HEAP, IDS, NEEDS, NULLS, RANGES, ROWS, TABLES } from './layout'

/** What may be wanted of a column: nothing (0), which rows have a value, or the values. */
const VALIDITY: i32 = 1
const VALUES: i32 = 2

/** Slots that an entry may have to pass; a longer walk means values crafted to collide, which are left to others. */
const LONGEST_WALK: i32 = 64
const FIRST_SLOTS: i32 = 256
/** Larger tables are not a cache any more. */
const MOST_BYTES: i32 = 1 << 30

/** Another one in each process. */
let seed: i64 = 0
/** Where the free part of the heap begins. */
let free: i32 = HEAP

/** Forgets all texts. */
export function resetTexts(newSeed: i64): void {
  seed = newSeed
  free = HEAP
  memory.fill(TABLES, 0, NEEDS - TABLES)
}

/** Bytes of the heap in use. */
export function textBytes(): i32 {
  return free - HEAP
}

/** A row's text, where the column is wanted. */
export function setValue(column: i32, row: i32, start: i32, end: i32): void {
  const need = load<i32>(NEEDS + column * 4)
  const range = RANGES + (column * ROWS + row) * 8
  if (need === VALUES) {
    store<i32>(range, start)
    store<i32>(range, end - start, 4)
  } else if (need === VALIDITY) store<i32>(IDS + (column * ROWS + row) * 4, 0)
}

/** The same, for a field that is null when it is a single `-`. */
export function setField(column: i32, row: i32, start: i32, end: i32): void {
  if (end - start === 1 && byte(start) === DASH) setNull(column, row)
  else setValue(column, row, start, end)
}

export function setNull(column: i32, row: i32): void {
  const need = load<i32>(NEEDS + column * 4)
  if (need === VALUES) store<i32>(RANGES + (column * ROWS + row) * 8, -1, 4)
  else if (need === VALIDITY) {
    store<i32>(IDS + (column * ROWS + row) * 4, -1)
    store<i32>(NULLS + column * 4, load<i32>(NULLS + column * 4) + 1)
  }
}

/** The hash of the text at which `internRows` stopped. */
let missing: i32 = 0

export function missingHash(): i32 {
  return missing
}

/**
 * Looks up the texts of the rows of a column, hashed by `hashRows`, and writes their ids. Gives the first row whose text is not in the
 * table, or `to`. Where it is known, the row can be given its id, and the search go on behind it.
 */
export function internRows(column: i32, from: i32, to: i32): i32 {
  const ranges = RANGES + column * ROWS * 8
  const ids = IDS + column * ROWS * 4
  const slots = load<i32>(TABLES + column * 16)
  const mask = load<i32>(TABLES + column * 16, 4)
  let row = from
  for (; row < to; row++) {
    const length = load<i32>(ranges + row * 8, 4)
    if (length < 0) continue
    const hash = load<i32>(ids + row * 4)
    const entry = find(slots, mask, hash, load<i32>(ranges + row * 8), length)
    if (entry === 0) {
      missing = hash
      break
    }
    store<i32>(ids + row * 4, load<i32>(entry))
  }
  return row
}

/**
 * Hashes the texts of the rows of a column, and writes -1 where there is none. Apart from the look-ups, so that those wait for many
 * lines of memory at a time.
 */
export function hashRows(column: i32, from: i32, to: i32): void {
  const ranges = RANGES + column * ROWS * 8
  const ids = IDS + column * ROWS * 4
  let nulls = 0
  for (let row = from; row < to; row++) {
    const length = load<i32>(ranges + row * 8, 4)
    if (length < 0) {
      store<i32>(ids + row * 4, -1)
      nulls++
    } else store<i32>(ids + row * 4, hashOf(load<i32>(ranges + row * 8), length))
  }
  store<i32>(NULLS + column * 4, load<i32>(NULLS + column * 4) + nulls)
}

/** Adds a text, whose id is then found. May leave it out: the table is a cache of what others know for certain. */
export function addText(column: i32, start: i32, length: i32, hash: i32, id: i32): void {
  const table = TABLES + column * 16
  const count = load<i32>(table, 8)
  if (count * 2 >= load<i32>(table, 4) && !grow(table)) return
  const entry = allocate(8 + ((length + 7) & ~7))
  if (entry === 0) return
  store<i32>(entry, id)
  store<i32>(entry, length, 4)
  memory.copy(entry + 8, start, length)
  place(load<i32>(table), load<i32>(table, 4), hash, entry)
  store<i32>(table, count + 1, 8)
}

/** Address of the entry (id, length, bytes) with that text, or 0. */
function find(slots: i32, mask: i32, hash: i32, start: i32, length: i32): i32 {
  // Without a table this is address 0, where nothing is.
  let entry: i32 = 0
  for (let i = hash & mask, walk = 0; walk < LONGEST_WALK; i = (i + 1) & mask, walk++) {
    const slot = slots + i * 8
    entry = load<i32>(slot, 4)
    if (entry === 0) break
    if (load<i32>(slot) === hash && load<i32>(entry, 4) === length && equal(start, entry + 8, length)) break
    entry = 0
  }
  return entry
}

function place(slots: i32, mask: i32, hash: i32, entry: i32): void {
  for (let i = hash & mask, walk = 0; walk < LONGEST_WALK; i = (i + 1) & mask, walk++) {
    const slot = slots + i * 8
    if (load<i32>(slot, 4) !== 0) continue
    store<i32>(slot, hash)
    store<i32>(slot, entry, 4)
    return
  }
}

/** Four times the slots: there is room behind only. */
function grow(table: i32): bool {
  const old = load<i32>(table)
  const oldSlots = old === 0 ? 0 : load<i32>(table, 4) + 1
  const slots = old === 0 ? FIRST_SLOTS : oldSlots * 4
  const at = allocate(slots * 8)
  if (at === 0) return false
  memory.fill(at, 0, slots * 8)
  for (let i = 0; i < oldSlots; i++) {
    const entry = load<i32>(old + i * 8, 4)
    if (entry !== 0) place(at, slots - 1, load<i32>(old + i * 8), entry)
  }
  store<i32>(table, at)
  store<i32>(table, slots - 1, 4)
  return true
}

/** Address of so many bytes, a multiple of 8; 0 when memory is used up. */
function allocate(bytes: i32): i32 {
  const at = free
  if (at > MOST_BYTES - bytes) return 0
  // Comparisons read further than an entry goes.
  const missingBytes = at + bytes + 16 - (memory.size() << 16)
  if (missingBytes > 0 && memory.grow(max((missingBytes >> 16) + 1, memory.size() >> 1)) < 0) return 0
  free = at + bytes
  return at
}

/** Multipliers of wyhash. */
const M0: u64 = (0xa0761d64 << 32) | 0x78bd642f
const M1: u64 = (0xe7037ed1 << 32) | 0xa0b428db

/** 16 bytes at a time, the last of which may have been taken in part already. */
function hashOf(start: i32, length: i32): i32 {
  let h: u64 = <u64>seed ^ <u64>length
  if (length > 16) {
    const last = start + length - 16
    for (let at = start; at < last; at += 16) h = mix(h, load<u64>(at), load<u64>(at, 8))
    h = mix(h, load<u64>(last), load<u64>(last, 8))
  } else {
    const bytes = v128.and(v128.load(start), firstBytes(length))
    h = mix(h, i64x2.extract_lane(bytes, 0), i64x2.extract_lane(bytes, 1))
  }
  h *= M0
  return <i32>(h >> 32)
}

function mix(h: u64, a: u64, b: u64): u64 {
  const mixed = (h ^ a) * M0 + ((h >> 32) ^ b) * M1
  return mixed ^ (mixed >> 29)
}

function equal(a: i32, b: i32, length: i32): bool {
  if (length <= 16) return !v128.any_true(v128.and(v128.xor(v128.load(a), v128.load(b)), firstBytes(length)))
  const last = length - 16
  for (let i = 0; i < last; i += 16) if (v128.any_true(v128.xor(v128.load(a + i), v128.load(b + i)))) return false
  return !v128.any_true(v128.xor(v128.load(a + last), v128.load(b + last)))
}

/** Mask of the first `count` of 16 bytes. */
function firstBytes(count: i32): v128 {
  return i8x16.lt_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>count))
}
