import { spawn } from 'node:child_process'
import { MillraceError } from '@millrace/errors'

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Keeps back what the command prints, unless it fails. Default false. */
  readonly silent?: boolean
  /** Aborting it ends the command. */
  readonly stop?: AbortSignal
}

/** Runs a command to its end. @throws MillraceError MILLRACE_SERVICE: it cannot be started, or did not end with 0. */
export function run(
  command: string,
  args: readonly string[],
  { cwd, env, silent = false, stop }: RunOptions = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      signal: stop,
      stdio: silent ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', text => (said += text))
    const fail = (why: string) =>
      reject(new MillraceError('MILLRACE_SERVICE', `${command} ${args.join(' ')} ${why}. ${said}`.trim()))
    child.on('error', error => fail(`cannot be started: ${error.message}`))
    child.on('close', (code, signal) => (code === 0 ? resolve() : fail(`ended with ${signal ?? code}`)))
  })
}
