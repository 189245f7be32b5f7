import { expect, it } from 'vitest'
import { TopicPresence } from './topic-presence.ts'

it('says once that a topic is missing, and once that it is there', () => {
  const said: string[] = []
  const presence = new TopicPresence('b:9092', message => said.push(message))
  const wanted = ['a', 'b']
  const steps: [string[], string[]][] = [
    [['a'], ['Waiting for the Kafka topic b, which does not exist at b:9092.']],
    [['a'], []],
    [['a', 'b'], ['The Kafka topic b has appeared at b:9092.']],
    [['a', 'b'], []],
    [['b'], ['Waiting for the Kafka topic a, which does not exist at b:9092.']],
  ]
  for (const [existing, expected] of steps) {
    presence.notice(wanted, new Set(existing))
    expect(said.splice(0)).toEqual(expected)
  }
})
