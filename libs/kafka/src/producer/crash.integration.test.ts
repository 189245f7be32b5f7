import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { KafkaCluster } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kafkaSource } from '../source/kafka-source.ts'
import { KafkaProxy } from '../testing/kafka-proxy.ts'
import { startKafkaWithListeners } from '../testing/kafka-with-listeners.ts'
import { readAll } from '../testing/lines.ts'
import { kafkaLineProducer } from './kafka-line-producer.ts'

const SCRIPT = fileURLToPath(new URL('../testing/commit-forever.ts', import.meta.url))
const SIZE = 20_000
const PRODUCE = 0
const ADD_PARTITIONS = 24
const END_TRANSACTION = 26

describeWithServices('an ingesting process killed with kill -9', () => {
  const proxy = new KafkaProxy()
  let port: number
  let kafka: KafkaCluster
  let child: ChildProcess | undefined

  beforeAll(async () => {
    port = await proxy.listen()
    const started = await startKafkaWithListeners({ PROXIED: { protocol: 'PLAINTEXT', advertised: port } })
    kafka = started.kafka
    proxy.forwardTo(started.addresses.PROXIED)
  })
  afterAll(async () => {
    child?.kill('SIGKILL')
    proxy.close()
    await kafka?.stop()
  })

  /** Kills a new process as it sends the request for the `nth` time; what it said. */
  async function killedAt(request: number, nth: number): Promise<string[]> {
    const started = spawn(process.execPath, [SCRIPT, `127.0.0.1:${port}`, 'killed', String(SIZE)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child = started
    let seen = 0
    proxy.fate = apiKey => {
      if (apiKey === request && ++seen === nth) started.kill('SIGKILL')
      return 'pass'
    }
    const [said] = await Promise.all([text(started.stdout), once(started, 'exit')])
    expect(started.signalCode).toBe('SIGKILL')
    return said.trimEnd().split('\n')
  }

  it.each([
    ['when it has begun', ADD_PARTITIONS, 2],
    ['between its lines', PRODUCE, 6],
    ['as it is ended', END_TRANSACTION, 1],
    ['as a later one is ended', END_TRANSACTION, 3],
  ])('leaves lines and positions that agree: a transaction %s', async (_, request, nth) => {
    const said = await killedAt(request, nth)
    const [word, number] = said.at(-1)?.split(' ') ?? []
    expect(word).toBe('begin')
    const options = { brokers: kafka.bootstrap, topic: 'killed' }
    const producer = kafkaLineProducer(options)
    await producer.open()
    const next = Number((await producer.positions()).get('numbers')?.['next'] ?? 0)
    await producer.close()
    expect([Number(number), Number(number) + 1]).toContain(next)
    const source = kafkaSource(options)
    await source.open({ wait: false })
    const lines = await readAll(source)
    await source.close()
    const distinct = new Set(lines)
    expect(distinct.size).toBe(lines.length)
    expect(lines.length).toBe(next * SIZE)
    for (let n = 0; n < next; n++) expect(distinct.has(`${n}:0`) && distinct.has(`${n}:${SIZE - 1}`)).toBe(true)
  })
})
