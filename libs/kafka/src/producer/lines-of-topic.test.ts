import { expect, test } from 'vitest'
import { lineBlock, linesOf } from '../testing/lines.ts'
import { linesByTopic } from './lines-of-topic.ts'

const transaction = {
  blocks: [lineBlock(['a', 'b', 'c']), lineBlock(['d'])],
  positions: new Map(),
  keys: [null, Buffer.from('k'), null, null],
  partitions: [0, 1, null, 2],
  nulls: [false, false, false, true],
}

test('lines go to the topics that they name, with what goes with them', () => {
  const found = linesByTopic({ ...transaction, topics: ['x', null, 'x', 'main'] }, 'main')
  const shown = [...found].map(([topic, { blocks, keys, partitions, nulls }]) => ({
    topic,
    lines: blocks.flatMap(block => linesOf({ ...block, columns: {} })),
    keys: keys?.map(String),
    partitions,
    nulls,
  }))
  expect(shown).toEqual([
    { topic: 'x', lines: ['a', 'c'], keys: ['null', 'null'], partitions: [0, null], nulls: [false, false] },
    { topic: 'main', lines: ['b', 'd'], keys: ['k', 'null'], partitions: [1, 2], nulls: [false, true] },
  ])
})

test('without other topics nothing is changed', () => {
  expect(linesByTopic(transaction, 'main').get('main')).toBe(transaction)
  expect(linesByTopic({ ...transaction, topics: [null, 'main', null, null] }, 'main').size).toBe(1)
})
