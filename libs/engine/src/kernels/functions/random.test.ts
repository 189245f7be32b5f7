import { expect, test } from 'vitest'
import type { ExpressionNode } from '../../plan/expression-node.ts'
import { call, typed } from './testing/call.ts'

const seed = (value: number): ExpressionNode => ({ kind: 'literal', type: 'int64', value: String(value) })

/** What Spark 4.1.1 gives with these seeds. */
test('seeded UUIDs and shuffles are those of Spark', () => {
  expect(call('uuid', seed(82374))).toBe('8b88900e-f862-468c-8d3b-828188116155')
  expect(call('uuid', seed(1))).toBe('1ced31d7-59ef-4bbc-aaf6-d506ef49e4d2')
  const list = (n: number) =>
    typed(
      'list<int32>',
      Array.from({ length: n }, (_, i) => i + 1),
    )
  expect(call('shuffle', list(5), seed(42))).toEqual([5, 3, 2, 1, 4])
  expect(call('shuffle', list(7), seed(237685))).toEqual([2, 1, 7, 3, 4, 6, 5])
})

test.each([
  ['Hi there! Bye.', [['Hi', 'there'], ['Bye']]],
  [
    'one. two. Three. 4 five. six',
    [
      ['one', 'two'],
      ['Three', '4', 'five', 'six'],
    ],
  ],
  ["a.b c-d it's 3.14 1,000 x_y foo@bar.com", [['a.b', 'c-d', "it's", '3.14', '1,000', 'x_y', 'foo', 'bar.com']]],
  ['Dr. Smith went. (Really?) "Yes." he said', [['Dr'], ['Smith', 'went'], ['Really'], ['Yes', 'he', 'said']]],
  ['', []],
  ['  ', [[]]],
])('sentences of %j', (text, expected) => {
  expect(call('sentences', text)).toEqual(expected)
})

test('sentences refuses marks whose rules it does not know', () => {
  expect(() => call('sentences', 'a § b')).toThrow('is not supported')
  expect(() => call('sentences', 'what?no')).toThrow('is not supported')
})
