import { isRetryable, MillraceError } from '@millrace/errors'
import { beforeAll, describe, expect, test } from 'vitest'
import { runToEnd, visible } from '../../testing/crash-run.ts'
import { type FaultPlan, noFaults } from '../../testing/faults.ts'
import { MemoryFileSystem } from '../../testing/memory-file-system.ts'
import { seededRandom } from '../../testing/random.ts'

const away = (name: string): MillraceError => new MillraceError('MILLRACE_HDFS_UNREACHABLE', `away at ${name}`)

let calm: ReturnType<typeof visible>
let calls: number
/** The first call after the start: what fails before it fails fast. */
let started: number

beforeAll(async () => {
  const files = new MemoryFileSystem()
  const run = await runToEnd(files)
  calls = run.calls
  started = run.names.indexOf('pin')
  calm = visible(files)
})

describe.each(['before', 'after'] as const)('a server that is away %s a call', when => {
  test('once, at every call: the running query recovers by itself, at start it says so', async () => {
    for (let call = 0; call < calls; call++) {
      const files = new MemoryFileSystem()
      const plan: FaultPlan = (n, name) => (n === call ? { when, error: away(name) } : undefined)
      const { error, names } = await runToEnd(files, { plan })
      const point = `${when} call ${call}: ${names[call]}`
      if (error !== undefined) {
        expect({ point, atStart: call < started }).toEqual({ point, atStart: true })
        expect(isRetryable(error)).toBe(true)
        const again = await runToEnd(files)
        expect({ point, error: again.error }).toEqual({ point, error: undefined })
      }
      expect({ point, ...visible(files) }).toEqual({ point, ...calm })
    }
  })
})

test('again and again: still every line once', async () => {
  let faults = 0
  for (let seed = 1; seed <= 15; seed++) {
    const files = new MemoryFileSystem()
    const below = seededRandom(seed)
    const plan: FaultPlan = (n, name) => {
      if (n < started || below(60) !== 0) return undefined
      faults++
      return { when: below(2) === 0 ? 'before' : 'after', error: away(name) }
    }
    const { error } = await runToEnd(files, { plan })
    expect({ seed, error }).toEqual({ seed, error: undefined })
    expect({ seed, ...visible(files) }).toEqual({ seed, ...calm })
  }
  expect(faults).toBeGreaterThan(15)
})

test('a query that is to end by itself gives up after so many attempts in a row', async () => {
  const files = new MemoryFileSystem()
  const plan: FaultPlan = (_, name) => (name === 'latestOffset' ? { when: 'before', error: away(name) } : undefined)
  const { error, names } = await runToEnd(files, { plan, attempts: 3 })
  expect(error).toMatchObject({ code: 'MILLRACE_HDFS_UNREACHABLE' })
  expect(names.filter(name => name === 'latestOffset')).toHaveLength(3)
  expect((await runToEnd(files, { plan: noFaults })).error).toBeUndefined()
  expect(visible(files)).toEqual(calm)
})
