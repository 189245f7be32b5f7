import { expect, test } from 'vitest'
import { KeyTable } from './key-table.ts'

test('takes keys crafted to collide under the fast hash, in reasonable time, and forgets them', () => {
  // As in the tests of Dictionary: the hash forgets a flipped top bit that the next word mends.
  const pairs = 16
  const bytes = new Uint8Array(pairs * 8 + 4)
  const words = new Uint32Array(bytes.buffer)
  const keys = { bytes, view: new DataView(bytes.buffer), starts: Int32Array.of(0, bytes.length) }
  const table = new KeyTable()
  const add = (n: number): number => {
    for (let pair = 0; pair < pairs; pair++) {
      const flip = (n >> pair) & 1
      words[2 * pair] = flip * 0x80000000
      words[2 * pair + 1] = flip * 0x80010000
    }
    return table.add(keys, 0)
  }
  let misplaced = 0
  for (let n = 0; n < 1 << pairs; n++) if (add(n) !== n) misplaced++
  for (let n = 0; n < 1 << pairs; n++) if (add(n) !== n) misplaced++
  expect(misplaced).toBe(0)
  for (let id = 0; id < 1 << pairs; id += 2) table.remove(id)
  expect(table.size).toBe(1 << (pairs - 1))
  for (let n = 1; n < 1 << pairs; n += 2) if (add(n) !== n) misplaced++
  expect(misplaced).toBe(0)
})
