import { expect, it, vi } from 'vitest'
import { TransientBrokerError } from '../network/error-codes.ts'
import { GroupOffsetMirror } from './group-offset-mirror.ts'
import { EMPTY_OFFSET, type KafkaOffset } from './kafka-offset.ts'

const end = (offset: number): KafkaOffset => ({ ...EMPTY_OFFSET, offsets: new Map([['logs', new Map([[0, offset]])]]) })

function mirror(send: (offset: number) => Promise<void>, patience = 60_000) {
  const warnings: string[] = []
  const made = new GroupOffsetMirror({
    groupId: 'monitor',
    patience,
    send: ({ offsets }) => send(offsets.get('logs')?.get(0) ?? -1),
    onWarning: message => warnings.push(message),
  })
  return { mirror: made, warnings }
}

it('sends one end at a time, and of those that wait only the newest', async () => {
  const first = Promise.withResolvers<void>()
  const sent: number[] = []
  const { mirror: mirrored } = mirror(offset => {
    sent.push(offset)
    return offset === 1 ? first.promise : Promise.resolve()
  })
  for (const offset of [1, 2, 3]) mirrored.offer(end(offset))
  expect(sent).toEqual([1])
  first.resolve()
  await mirrored.close()
  expect(sent).toEqual([1, 3])
})

it('gives up an unavailable coordinator when it is closed', async () => {
  let tries = 0
  const { mirror: mirrored, warnings } = mirror(async () => {
    tries++
    throw new TransientBrokerError('no coordinator')
  })
  mirrored.offer(end(1))
  await mirrored.close()
  expect(tries).toBeGreaterThan(0)
  expect(warnings).toEqual([])
})

it('gives up an answer that never comes when it is closed', async () => {
  const { mirror: mirrored } = mirror(() => new Promise(() => {}))
  mirrored.offer(end(1))
  await mirrored.close()
})

it('warns once until a send succeeds, and does not wait for the hopeless', async () => {
  let broken = true
  let sent = 0
  const { mirror: mirrored, warnings } = mirror(async () => {
    sent++
    if (broken) throw new TransientBrokerError('no coordinator')
  }, 0)
  const offer = async (offset: number): Promise<void> => {
    const before = sent
    mirrored.offer(end(offset))
    await vi.waitFor(() => expect(sent).toBe(before + 1))
    await mirrored.close()
  }
  await offer(1)
  await offer(2)
  expect(warnings).toEqual(['Offsets are not mirrored to the consumer group monitor: no coordinator'])
  broken = false
  await offer(3)
  broken = true
  await offer(4)
  expect(warnings).toHaveLength(2)
})
