import { describe, expect, test } from 'vitest'
import { equalBytes, fastHash, keyedHash } from './byte-hash.ts'

const bytes = new Uint8Array(64).map((_, i) => i * 37 + 11)
const view = new DataView(bytes.buffer)
const hashes = {
  fast: (start: number, end: number, from = view) => fastHash(from, start, end, 42),
  keyed: (start: number, end: number, from = view) => keyedHash(from, start, end, 1, 2),
}

describe.each(Object.entries(hashes))('%s hash', (_name, hash) => {
  test('depends on the bytes alone, not on where they lie', () => {
    for (let length = 0; length < 20; length++) {
      const moved = new Uint8Array(40)
      moved.set(bytes.subarray(5, 5 + length), 9)
      expect(hash(9, 9 + length, new DataView(moved.buffer))).toBe(hash(5, 5 + length))
    }
  })

  test('changes with every byte and with the length', () => {
    const seen = new Set<number>()
    for (let length = 0; length < 20; length++) seen.add(hash(0, length))
    for (let i = 0; i < 19; i++) {
      const other = bytes.slice(0, 19)
      other[i] ^= 1
      seen.add(hash(0, 19, new DataView(other.buffer)))
    }
    expect(seen.size).toBe(39)
  })

  test('spreads consecutive names over the low bits', () => {
    const used = new Set<number>()
    for (let i = 0; i < 4096; i++) {
      const name = new TextEncoder().encode(`/path/${i}`)
      used.add(hash(0, name.length, new DataView(name.buffer)) & 4095)
    }
    // A random function fills 63.2 % of the slots.
    expect(used.size).toBeGreaterThan(2400)
  })
})

test('equalBytes compares ranges of every length and finds every difference', () => {
  for (let length = 0; length < 20; length++) {
    const other = new Uint8Array(30)
    other.set(bytes.subarray(3, 3 + length), 6)
    const otherView = new DataView(other.buffer)
    expect(equalBytes(view, 3, otherView, 6, length)).toBe(true)
    for (let i = 0; i < length; i++) {
      other[6 + i] ^= 0x40
      expect(equalBytes(view, 3, otherView, 6, length)).toBe(false)
      other[6 + i] ^= 0x40
    }
  }
})
