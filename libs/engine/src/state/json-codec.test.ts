import { expect, test } from 'vitest'
import { decodeJson, encodeJson, encodePieces } from './json-codec.ts'

test('arrays are joined into pieces of a bounded size, one at least', () => {
  const text = 'é'.repeat(7 * 2 ** 20)
  const arrays = [[], [1, text], [], [text], [text, 2], [3]]
  const pieces = [...encodePieces(arrays)]
  expect(pieces).toHaveLength(2)
  expect(pieces.flatMap(piece => decodeJson(piece))).toEqual(arrays.flat())
  expect([...encodePieces([])].map(decodeJson)).toEqual([[]])
  expect([...encodePieces([[], []])].map(decodeJson)).toEqual([[]])
})

test('damage is seen', () => {
  const bytes = encodeJson(['a'])
  bytes[5] ^= 1
  expect(() => decodeJson(bytes)).toThrow('its checksum is wrong')
  expect(() => decodeJson(bytes.subarray(0, 3))).toThrow('its checksum is wrong')
})
