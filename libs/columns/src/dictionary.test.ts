import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fastHash } from './byte-hash.ts'
import { Dictionary } from './dictionary.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('Dictionary', () => {
  test('gives ids in order of first appearance', () => {
    const dictionary = new Dictionary()
    expect(['a', 'bc', '', 'a', 'GET', 'bc', ''].map(text => dictionary.internString(text))).toEqual([
      0, 1, 2, 0, 3, 1, 2,
    ])
    expect(dictionary.size).toBe(4)
    expect([0, 1, 2, 3].map(id => dictionary.string(id))).toEqual(['a', 'bc', '', 'GET'])
  })

  test('agrees with a Map on any sequence of byte strings, at any place of a larger array, whatever the seed', () => {
    const value = fc.oneof(fc.uint8Array({ maxLength: 12 }), fc.uint8Array({ maxLength: 3, max: 1 }))
    fc.assert(
      fc.property(fc.array(value, { maxLength: 400 }), fc.integer(), (values, seed) => {
        const dictionary = new Dictionary(1, seed)
        const ids = new Map<string, number>()
        const source = new Uint8Array(values.reduce((sum, v) => sum + v.length, 0))
        let at = 0
        for (const v of values) {
          source.set(v, at)
          const key = Buffer.from(v).toString('hex')
          expect(dictionary.find(source, at, at + v.length)).toBe(ids.get(key) ?? -1)
          if (!ids.has(key)) ids.set(key, ids.size)
          expect(dictionary.intern(source, at, at + v.length)).toBe(ids.get(key))
          at += v.length
        }
        expect(dictionary.size).toBe(ids.size)
        for (const [key, id] of ids) expect(Buffer.from(dictionary.get(id)).toString('hex')).toBe(key)
      }),
      { seed: 1, numRuns: 200 },
    )
  })

  test('grows from nothing to many entries', () => {
    const dictionary = new Dictionary(0)
    const ids = Array.from({ length: 50_000 }, (_, i) => dictionary.internString(`value ${i}`))
    expect(ids.every((id, i) => id === i)).toBe(true)
    for (let i = 0; i < 50_000; i += 977) expect(dictionary.string(i)).toBe(`value ${i}`)
    const large = new Uint8Array(3_000_000).fill(7)
    const id = dictionary.intern(large, 0, large.length)
    expect(Buffer.compare(dictionary.get(id), large)).toBe(0)
    expect(dictionary.byteSize).toBeGreaterThan(large.length)
  })

  test('interns ranges of its own pool', () => {
    const dictionary = new Dictionary(1)
    dictionary.internString('abcdefgh')
    for (let end = 1; end < 8; end++) expect(dictionary.intern(dictionary.bytes, 0, end)).toBe(end)
    expect(dictionary.string(7)).toBe('abcdefg')
  })

  test('is rebuilt from its data with the same ids', () => {
    const dictionary = new Dictionary()
    for (const text of ['x', '', 'é', 'a longer value']) dictionary.internString(text)
    const copy = Dictionary.from(structuredClone(dictionary.data()))
    expect(copy.data()).toEqual(dictionary.data())
    expect(copy.internString('é')).toBe(2)
  })

  test('of distinct entries is as if they had been added, and leaves their memory alone', () => {
    const original = new Dictionary()
    for (let i = 0; i < 1000; i++) original.internString(`value ${i}`)
    const texts = (dictionary: Dictionary) => Array.from({ length: dictionary.size }, (_, id) => dictionary.string(id))
    const first = Dictionary.ofDistinct({ ...original, size: 600 })
    expect(first.find(utf8('value 700'), 0, 9)).toBe(-1)
    expect(first.find(utf8('value 599'), 0, 9)).toBe(599)
    const data = original.data()
    const before = structuredClone(data)
    const all = Dictionary.ofDistinct(data)
    expect(all.internString('another')).toBe(1000)
    expect(all.internString('value 7')).toBe(7)
    expect(data).toEqual(before)
    expect(texts(all)).toEqual([...texts(original), 'another'])
    const empty = Dictionary.ofDistinct(new Dictionary().data())
    expect(empty.internString('')).toBe(0)
    expect(empty.internString('x')).toBe(1)
  })

  test('keeps a byte order mark in a string', () => {
    const dictionary = new Dictionary()
    expect(dictionary.string(dictionary.internString('\ufeffhost'))).toBe('\ufeffhost')
  })

  test('takes values crafted to collide under the fast hash whatever its seed, in reasonable time', () => {
    // Flipping the top bit of one word and mending the next makes the hash forget the difference. Walking over all of these
    // in one chain would take tens of billions of steps.
    const pairs = 18
    const value = new Uint8Array(pairs * 8 + 4)
    const words = new Uint32Array(value.buffer)
    const hashes = new Set<number>()
    const dictionary = new Dictionary()
    let misplaced = 0
    for (let n = 0; n < 1 << pairs; n++) {
      for (let pair = 0; pair < pairs; pair++) {
        const flip = (n >> pair) & 1
        words[2 * pair] = flip * 0x80000000
        words[2 * pair + 1] = flip * 0x80010000
      }
      if (n % 1000 === 0) hashes.add(fastHash(new DataView(value.buffer), 0, value.length, 7))
      if (dictionary.intern(value, 0, value.length) !== n) misplaced++
    }
    expect(hashes.size).toBe(1)
    expect(misplaced).toBe(0)
    expect(dictionary.find(value, 0, value.length)).toBe((1 << pairs) - 1)
    expect(dictionary.find(utf8('other'), 0, 5)).toBe(-1)
  })
})
