import { spawnSync } from 'node:child_process'
import { cpus, freemem, release, totalmem, type } from 'node:os'

/** The first line that a command prints for its version; undefined when it does not run. */
export function versionOf(command: string, ...args: string[]): string | undefined {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  return status === 0 ? (stdout || stderr).trim().split('\n')[0] : undefined
}

/** Prints what the figures were measured on, and the command. */
export function printMachine(name: string, versions: Readonly<Record<string, string | undefined>>): void {
  const gigabytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(0)
  const rivals = Object.entries(versions).map(([rival, version]) => `${rival} ${version ?? 'absent'}`)
  console.log(
    `${new Date().toISOString().slice(0, 10)}, npm run bench -- ${[name, ...process.argv.slice(2)].join(' ')}`,
  )
  console.log(
    `${cpus().length} x ${cpus()[0]?.model ?? 'CPU'}, ${gigabytes(totalmem())} GB (${gigabytes(freemem())} free), ${type()} ${release()}`,
  )
  console.log([`Node ${process.version}`, ...rivals].join(', '))
  console.log('')
}
