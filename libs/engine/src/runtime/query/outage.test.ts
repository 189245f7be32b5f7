import { MillraceError } from '@millrace/errors'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FaultPlan } from '../../testing/faults.ts'
import { logLines } from '../../testing/log-query.ts'
import { seenLines, setUp } from '../../testing/set-up-query.ts'
import { every } from '../trigger/trigger.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

/** Calls of this name fail while `away.now` is true. */
function outage(matches: (name: string) => boolean) {
  const away = { now: false }
  const plan: FaultPlan = (_, name) =>
    away.now && matches(name)
      ? { when: 'before', error: new MillraceError('MILLRACE_HDFS_UNREACHABLE', 'the NameNode is away') }
      : undefined
  return { away, plan }
}

test('an idle query says once that the file system of its checkpoint is away, and once that it is back', async () => {
  const { away, plan } = outage(name => name.includes('/checkpoint/'))
  const heard: string[] = []
  let idle = 0
  const { start } = setUp({ plan })
  const query = await start({
    trigger: every(1),
    listener: {
      onQueryInterrupted: error => heard.push(error.message),
      onQueryRecovered: () => heard.push('back'),
      onQueryIdle: () => idle++,
    },
  })
  await query.processAllAvailable()
  away.now = true
  vi.advanceTimersByTime(10_000)
  await expect.poll(() => heard).toEqual(['the NameNode is away'])
  vi.advanceTimersByTime(10_000)
  const before = idle
  await expect.poll(() => idle).toBeGreaterThan(before + 2)
  expect(query.status.message).toBe('Retrying: the NameNode is away')
  away.now = false
  vi.advanceTimersByTime(10_000)
  await expect.poll(() => heard).toEqual(['the NameNode is away', 'back'])
  await expect.poll(() => query.status.message).toBe('Waiting for data to arrive')
  await query.stop()
})

test('what is noticed by the lease and by a batch is said once, and a committed batch shows that it is over', async () => {
  const { away, plan } = outage(name => name.includes('/checkpoint/'))
  const heard: string[] = []
  const { start, topic, files } = setUp({ plan })
  const query = await start({
    trigger: every(1),
    listener: {
      onQueryInterrupted: error => heard.push(error.message),
      onQueryRecovered: () => heard.push('back'),
      onQueryProgress: progress => heard.push(`batch ${progress.batchId}`),
    },
  })
  await query.processAllAvailable()
  heard.length = 0
  away.now = true
  vi.advanceTimersByTime(10_000)
  topic.append(0, ...logLines(50, 10))
  await expect.poll(() => heard).toEqual(['the NameNode is away'])
  away.now = false
  await expect.poll(() => heard).toEqual(['the NameNode is away', 'batch 3', 'back'])
  expect(seenLines(files)).toBe(60)
  await query.stop()
})

test.each(['/checkpoint/offsets/3', '/lines.staging/'])('the lag grows while %s cannot be written', async path => {
  const { away, plan } = outage(name => name.includes(path))
  const { start, topic } = setUp({ plan })
  let lag: number | undefined
  const listener = {
    onSourceLag: (rows: number) => {
      lag = rows
    },
  }
  const query = await start({ trigger: every(1), listener })
  await query.processAllAvailable()
  expect(lag).toBe(0)
  away.now = true
  for (const behind of [10, 20, 30]) {
    topic.append(0, ...logLines(40 + behind, 10))
    await expect.poll(() => lag).toBe(behind)
  }
  away.now = false
  await expect.poll(() => lag).toBe(0)
  await query.stop()
})
