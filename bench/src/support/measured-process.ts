import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { processorSeconds, processTree, residentMemory } from './process-figures.ts'

const MEMORY_MS = 25
const TREE_MS = 250

/** What a whole process took, its start included. */
export interface MeasuredProcess {
  readonly seconds: number
  /** Processor time of the same processes, seconds; on a busy machine steadier than `seconds`. */
  readonly cpuSeconds: number
  /** Sum of the highest resident memory of the process and those that it started, bytes. */
  readonly peakRss: number
  readonly stdout: string
}

/** Runs a program to its end. Throws with what it said when it fails. */
export async function measureProcess(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<MeasuredProcess> {
  const start = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  const exited = new Promise<string>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(signal ?? String(code)))
  })
  const output = Promise.all([text(child.stdout), text(child.stderr)])
  const peaks = new Map<number, number>()
  const cpu = new Map<number, number>()
  let tree = [child.pid ?? 0]
  const look = setInterval(() => {
    for (const pid of tree) {
      peaks.set(pid, residentMemory(pid)?.peak || (peaks.get(pid) ?? 0))
      cpu.set(pid, processorSeconds(pid) ?? cpu.get(pid) ?? 0)
    }
  }, MEMORY_MS)
  const grow = setInterval(() => {
    tree = processTree(child.pid ?? 0)
  }, TREE_MS)
  try {
    const end = await exited
    const seconds = (performance.now() - start) / 1000
    const [stdout, stderr] = await output
    if (end !== '0') throw new Error(`${command} ${args.join(' ')} ended with ${end}:\n${stderr.slice(-4000)}`)
    return { seconds, cpuSeconds: sum(cpu), peakRss: sum(peaks), stdout }
  } finally {
    clearInterval(look)
    clearInterval(grow)
  }
}

const sum = (values: ReadonlyMap<number, number>): number => [...values.values()].reduce((a, b) => a + b, 0)
