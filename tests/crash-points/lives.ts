import { availableNow, type FileSystem, startQuery } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { crashAt, type FaultPlan, Faults, noFaults } from '../../libs/engine/src/testing/faults.ts'
import { MemorySource } from '../../libs/engine/src/testing/memory-source.ts'
import { found, ROWS_PER_BATCH, requests, windowedOutputs } from './windowed-query.ts'

/** What happens at a point: the call fails and the process lives; it dies before or after the call's effect; no answer ever comes. */
export const HOWS = ['throws', 'dies before', 'dies after', 'never returns'] as const
export type How = (typeof HOWS)[number]

const MOST_LIVES = 3

const planFor = (call: number, how: How): FaultPlan => {
  if (how === 'dies before') return crashAt(call, 'before')
  if (how === 'dies after') return crashAt(call, 'after')
  return (n, name) => {
    if (n !== call) return undefined
    if (how === 'never returns') return { when: 'never' }
    return { when: 'before', error: new MillraceError('MILLRACE_HDFS_UNREACHABLE', `away at ${name}`) }
  }
}

/** How engines run: `stateMemory` of 0 has all state of groups on disk between batches. */
export interface LifeOptions {
  readonly stateMemory?: number
}

/** One life of an engine: to the end of the topic, or to what ended it. */
async function live(inner: FileSystem, home: string, options: LifeOptions, plan: FaultPlan = noFaults) {
  const faults = new Faults(plan)
  const source = faults.source(new MemorySource(requests())) as MemorySource
  const fs = faults.fileSystem(inner)
  let spilled = 0
  const toEnd = async (): Promise<boolean> => {
    try {
      const query = await startQuery({
        outputs: await windowedOutputs(source, fs, home),
        checkpoint: { fs, path: `${home}/checkpoint` },
        trigger: availableNow,
        maxOffsetsPerTrigger: ROWS_PER_BATCH,
        retry: { firstMs: 0, longestMs: 1 },
        listener: {
          onQueryProgress({ stateOperators }) {
            for (const { customMetrics } of stateOperators) spilled += customMetrics?.spilledRows ?? 0
          },
        },
        ...options,
      })
      await query.awaitTermination()
      return true
    } catch {
      return false
    }
  }
  const ended = await Promise.race([toEnd(), faults.killed.then(() => false)])
  return { ended, names: faults.names, spilled }
}

/** Makes the lease of an engine that hangs in this process look as if its process were gone. */
async function bury(fs: FileSystem, home: string): Promise<void> {
  for (const { kind, path } of await fs.list(`${home}/checkpoint/lease`)) {
    if (kind === 'directory') continue
    const holder = JSON.parse(Buffer.from(await fs.read(path)).toString())
    await fs.delete(path)
    await fs.write(path, Buffer.from(JSON.stringify({ ...holder, started: '0' })))
  }
}

/** A run without faults: what is found after it, the calls that it made, and the rows that batches left on disk. */
export async function undisturbed(fs: FileSystem, home: string, options: LifeOptions = {}) {
  const { ended, names, spilled } = await live(fs, home, options)
  return { ended, names, spilled, found: await found(fs, home) }
}

/** A life with a fault at one call, and then lives without until one comes to the end of the topic. Gives what is found then. */
export async function disturbed(fs: FileSystem, home: string, call: number, how: How, options: LifeOptions = {}) {
  const first = await live(fs, home, options, planFor(call, how))
  let ended = false
  for (let lives = 1; !ended && lives < MOST_LIVES; lives++) {
    await bury(fs, home)
    ended = (await live(fs, home, options)).ended
  }
  const result = { recovered: first.ended, ended, found: await found(fs, home) }
  await fs.delete(home, { recursive: true })
  return result
}
