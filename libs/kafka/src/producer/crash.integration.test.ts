import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type KafkaCluster, startKafka } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kafkaSource } from '../source/kafka-source.ts'
import { readAll } from '../testing/lines.ts'
import { kafkaLineProducer } from './kafka-line-producer.ts'

const SCRIPT = fileURLToPath(new URL('../testing/commit-forever.ts', import.meta.url))
const SIZE = 20_000

describeWithServices('an ingesting process killed with kill -9', () => {
  let kafka: KafkaCluster
  let child: ChildProcess | undefined

  beforeAll(async () => {
    kafka = await startKafka()
  })
  afterAll(async () => {
    child?.kill('SIGKILL')
    await kafka?.stop()
  })

  it('leaves lines and positions that agree, however often it happens', async () => {
    const options = { brokers: kafka.bootstrap, topic: 'killed' }
    for (let round = 0; round < 4; round++) {
      child = spawn(process.execPath, [SCRIPT, kafka.bootstrap.join(','), 'killed', String(SIZE)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let said = 0
      for await (const _ of createInterface({ input: child.stdout! })) {
        // A commit has just been said, so that the next one is on its way; a little further each round.
        if (++said < 2 + round) continue
        await new Promise(resolve => setTimeout(resolve, round * 7))
        break
      }
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
    const producer = kafkaLineProducer(options)
    await producer.open()
    const next = Number((await producer.positions()).get('numbers')?.['next'])
    await producer.close()
    expect(next).toBeGreaterThanOrEqual(4)
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
