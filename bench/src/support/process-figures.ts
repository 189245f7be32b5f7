import { readdirSync, readFileSync } from 'node:fs'

/** Resident memory of a process in bytes, now and at its highest; undefined when it is gone (or where there is no /proc). */
export function residentMemory(pid: number): { now: number; peak: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
    return { now: kilobytes('VmRSS') * 1024, peak: kilobytes('VmHWM') * 1024 }
  } catch {
    return undefined
  }
}

/** Processor time that a process has taken, seconds; undefined when it is gone. */
export function processorSeconds(pid: number): number | undefined {
  const fields = statOf(pid)
  // utime and stime, in the kernel's ticks of 10 ms.
  return fields === undefined ? undefined : (Number(fields[11]) + Number(fields[12])) / 100
}

/** A process and everything that it started and that still runs. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = parentOf(Number(name))
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const tree = [root]
  for (let i = 0; i < tree.length; i++) tree.push(...(children.get(tree[i]) ?? []))
  return tree
}

function parentOf(pid: number): number | undefined {
  const fields = statOf(pid)
  return fields === undefined ? undefined : Number(fields[1])
}

/** The fields of /proc/pid/stat from the third one, the state, on: the second, the name, may contain anything. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
