import { availableNow, type FileSystem, startQuery } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { crashAt, type FaultPlan, Faults, noFaults } from '../../libs/engine/src/testing/faults.ts'
import { type CrashQuery, find, sourcesOf } from './crash-query.ts'

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

/** One life of an engine: to the end of the topics, or to what ended it. */
async function live(query: CrashQuery, inner: FileSystem, home: string, plan: FaultPlan = noFaults) {
  const faults = new Faults(plan)
  const sources = sourcesOf(query.topics(), source => faults.source(source))
  const fs = faults.fileSystem(inner)
  const spilled: Record<string, number> = {}
  const toEnd = async (): Promise<boolean> => {
    try {
      const running = await startQuery({
        outputs: await query.outputs(sources, fs, home),
        checkpoint: { fs, path: `${home}/checkpoint` },
        trigger: availableNow,
        maxOffsetsPerTrigger: query.rowsPerBatch,
        retry: { firstMs: 0, longestMs: 1 },
        ...(query.stateMemory === undefined ? {} : { stateMemory: query.stateMemory }),
        listener: {
          onQueryProgress({ stateOperators }) {
            for (const { operatorName, customMetrics } of stateOperators) {
              if (customMetrics !== undefined)
                spilled[operatorName] = (spilled[operatorName] ?? 0) + customMetrics.spilledRows
            }
          },
        },
      })
      await running.awaitTermination()
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

/** A run without faults: what is found after it, the calls that it made, and the rows that batches of each operator left on disk. */
export async function undisturbed(query: CrashQuery, fs: FileSystem, home: string) {
  const result = await live(query, fs, home)
  return { ...result, found: await find(query, fs, home) }
}

/** A life with a fault at one call, and then lives without until one comes to the end of the topics. Gives what is found then. */
export async function disturbed(query: CrashQuery, fs: FileSystem, home: string, call: number, how: How) {
  const first = await live(query, fs, home, planFor(call, how))
  let ended = false
  for (let lives = 1; !ended && lives < MOST_LIVES; lives++) {
    await bury(fs, home)
    ended = (await live(query, fs, home)).ended
  }
  const result = { recovered: first.ended, ended, found: await find(query, fs, home) }
  await fs.delete(home, { recursive: true })
  return result
}
