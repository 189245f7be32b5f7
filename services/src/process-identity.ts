import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * When process `pid` started, as an opaque text that is only good for comparing: together with the pid it names one
 * process for ever, so a reused pid is never mistaken for it. Undefined when there is no such process or it is a zombie.
 */
export function processStartTime(pid: number): string | undefined {
  if (process.platform !== 'linux') {
    const [state = '', ...started] = ps(pid, 'stat=,lstart=').split(/\s+/)
    return state === '' || state.startsWith('Z') ? undefined : started.join(' ')
  }
  // proc_pid_stat(5): the command name may hold spaces and parentheses, so fields count from the last ')'.
  const stat = readProc(`/proc/${pid}/stat`)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const state = fields[0]
  return state === '' || state === 'Z' || state === 'X' ? undefined : fields[19]
}

/** Resident memory of process `pid` in MiB, 0 when it is unknown. */
export function residentMiB(pid: number): number {
  const kib =
    process.platform === 'linux'
      ? /^VmRSS:\s+(\d+)/m.exec(readProc(`/proc/${pid}/status`))?.[1]
      : ps(pid, 'rss=').split(/\s+/)[0]
  return Math.round(Number(kib ?? 0) / 1024)
}

function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const ps = (pid: number, format: string): string =>
  (spawnSync('ps', ['-o', format, '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '').trim()
