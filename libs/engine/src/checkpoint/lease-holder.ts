import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { threadId } from 'node:worker_threads'

/** Who holds a lease: the content of its file, as JSON. */
export interface Holder {
  readonly runId: string
  readonly host: string
  /**
   * Boot id and pid namespace, where the system tells them: within them a pid means one process. Containers of one image may
   * have the same host name.
   */
  readonly machine: string | null
  readonly pid: number
  /** Start time of the process in clock ticks, where the system tells it, so that a reused pid is not taken for it. */
  readonly started: string | null
  readonly thread: number
  /** True once it has let go. */
  readonly released?: boolean
}

const RUNS = Symbol.for('millrace.lease.runs')
const shared = globalThis as { [RUNS]?: Set<string> }

/** Runs of this thread that hold a lease, or are about to: one set for all copies of this module. */
export const heldHere: Set<string> = (shared[RUNS] ??= new Set())

export function thisHolder(runId: string): Holder {
  return {
    runId,
    host: hostname(),
    machine: thisMachine(),
    pid: process.pid,
    started: startTime(process.pid),
    thread: threadId,
  }
}

/** True when the holder's pid can be looked up here. */
export const isOnThisMachine = ({ host, machine }: Holder): boolean =>
  host === hostname() && (machine ?? null) === thisMachine()

function thisMachine(): string | null {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return null
  }
}

/** Undefined where the bytes name nobody. */
export function parseHolder(bytes: Uint8Array): Holder | undefined {
  try {
    const holder = JSON.parse(new TextDecoder().decode(bytes)) as Holder | null
    return typeof holder?.runId === 'string' && typeof holder.pid === 'number' ? holder : undefined
  } catch {
    return undefined
  }
}

/** For a holder on this machine: true when it is this very thread. */
export const isSameThread = ({ pid, started, thread }: Holder): boolean =>
  pid === process.pid && started === startTime(pid) && thread === threadId

/** For a holder on this machine: true when its process has ended. */
export function processIsGone({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true
  }
  const now = startTime(pid)
  return now !== null && started !== null && now !== started
}

/** Field 22 of /proc/PID/stat; null where there is no /proc. A zombie counts as gone. */
function startTime(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')
    return fields[0] === 'Z' ? 'gone' : fields[19]
  } catch {
    return null
  }
}
