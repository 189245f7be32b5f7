import { describe, expect, it } from 'vitest'
import { kafkaOffsetJson, parseKafkaOffset } from './kafka-offset.ts'

describe('Kafka offsets', () => {
  it('are Spark JSON with the topic ids beside it, in one order', () => {
    const json = { b: { 10: 1, 2: 3 }, a: { 0: 23 }, topicIds: { b: 'B', a: 'A' } }
    expect(JSON.stringify(kafkaOffsetJson(parseKafkaOffset(json)))).toBe(
      '{"a":{"0":23},"b":{"2":3,"10":1},"topicIds":{"a":"A","b":"B"}}',
    )
  })

  it('are read without ids, as Spark writes them', () => {
    expect(kafkaOffsetJson(parseKafkaOffset({ logs: { 0: 23 } }))).toEqual({ logs: { 0: 23 } })
  })

  it.each([
    null,
    3,
    'x',
    [],
    { logs: 3 },
    { logs: { a: 1 } },
    { logs: { 0: -1 } },
    { logs: { 0: 1.5 } },
    { topicIds: { a: 1 } },
  ])('%j is a damaged checkpoint', json => {
    expect(() => parseKafkaOffset(json as never)).toThrow(
      expect.objectContaining({ code: 'MILLRACE_CHECKPOINT_DAMAGED' }),
    )
  })
})
