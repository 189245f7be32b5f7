import { describe, expect, it } from 'vitest'
import { beginOf, kafkaOffsetJson, parseKafkaOffset } from './kafka-offset.ts'

describe('Kafka offsets', () => {
  it('are Spark JSON with the topic ids beside it, in one order', () => {
    const json = { b: { 10: 1, 2: 3 }, a: { 0: 23 }, topicIds: { b: 'B', a: 'A' } }
    expect(JSON.stringify(kafkaOffsetJson(parseKafkaOffset(json)))).toBe(
      '{"a":{"0":23},"b":{"2":3,"10":1},"topicIds":{"a":"A","b":"B"}}',
    )
  })

  it('carry where a batch begins in partitions that are new to it', () => {
    const json = { a: { 0: 23, 1: 9 }, topicIds: { a: 'A' }, beginOffsets: { a: { 1: 4 } } }
    expect(kafkaOffsetJson(parseKafkaOffset(json))).toEqual(json)
    const end = parseKafkaOffset(json)
    const start = (partitions: object, id = 'A') => parseKafkaOffset({ a: partitions, topicIds: { a: id } } as never)
    expect(beginOf(start({ 0: 20 }), end, 'a', 1)).toBe(4)
    expect(beginOf(start({ 0: 20 }), end, 'a', 0)).toBe(20)
    expect(beginOf(start({ 0: 20, 1: 2 }), end, 'a', 1)).toBe(4)
    expect(beginOf(start({ 0: 20, 1: 8 }, 'older'), end, 'a', 1)).toBe(4)
    expect(beginOf(end, end, 'a', 1)).toBe(9)
  })

  it.each([
    null,
    3,
    'x',
    [],
    { logs: 3 },
    { logs: { a: 1 }, topicIds: { logs: 'A' } },
    { logs: { 0: -1 }, topicIds: { logs: 'A' } },
    { logs: { 0: 1.5 }, topicIds: { logs: 'A' } },
    { topicIds: { a: 1 } },
    { logs: { 0: 1 } },
    { logs: { 0: 1 }, topicIds: { logs: 'A' }, beginOffsets: { logs: { 1: 'x' } } },
  ])('%j is a damaged checkpoint', json => {
    expect(() => parseKafkaOffset(json as never)).toThrow(
      expect.objectContaining({ code: 'MILLRACE_CHECKPOINT_DAMAGED' }),
    )
  })
})
