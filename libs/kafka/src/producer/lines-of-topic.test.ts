import { expect, test } from 'vitest'
import { lineBlock, linesOf } from '../testing/lines.ts'
import { linesByTopic } from './lines-of-topic.ts'

const transaction = {
  blocks: [lineBlock(['a', 'b', 'c']), lineBlock(['d'])],
  positions: new Map(),
  keys: [null, Buffer.from('k'), null, null],
  partitions: [0, 1, null, 2],
}

test('lines go to the topics that they name, with what goes with them', () => {
  const found = linesByTopic({ ...transaction, topics: ['x', null, 'x', 'main'] }, 'main', ['x', 'y'])
  const shown = [...found].map(([topic, { blocks, keys, partitions }]) => ({
    topic,
    lines: blocks.flatMap(block => linesOf({ ...block, columns: {} })),
    keys: keys?.map(String),
    partitions,
  }))
  expect(shown).toEqual([
    { topic: 'x', lines: ['a', 'c'], keys: ['null', 'null'], partitions: [0, null] },
    { topic: 'main', lines: ['b', 'd'], keys: ['k', 'null'], partitions: [1, 2] },
  ])
})

test('without other topics nothing is changed, and a strange one is refused', () => {
  expect(linesByTopic(transaction, 'main', []).get('main')).toBe(transaction)
  expect(() => linesByTopic({ ...transaction, topics: [null, 'z', null, null] }, 'main', ['x'])).toThrow(
    'A row is for the Kafka topic "z", but the sink writes to main, x',
  )
})
