import { spawn } from 'node:child_process'
import { MillraceError } from '@millrace/errors'

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Keeps back what the command prints, unless it fails. Default false. */
  readonly silent?: boolean
  /** Aborting it ends the command, which is no failure then. */
  readonly stop?: AbortSignal
  /** By which it is ended. Default SIGTERM. */
  readonly stopBy?: NodeJS.Signals
}

/** Runs a command to its end. @throws MillraceError MILLRACE_SERVICE: it cannot be started, or did not end with 0. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<void> {
  const { cwd, env, silent = false, stop, stopBy = 'SIGTERM' } = options
  return new Promise((resolve, reject) => {
    const stdio = silent ? ('pipe' as const) : ('inherit' as const)
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', stdio, stdio] })
    const end = (): void => void child.kill(stopBy)
    stop?.addEventListener('abort', end)
    if (stop?.aborted) end()
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', text => (said += text))
    const over = (problem?: string): void => {
      stop?.removeEventListener('abort', end)
      if (problem === undefined || stop?.aborted) resolve()
      else {
        process.stderr.write(said)
        reject(new MillraceError('MILLRACE_SERVICE', `${command} ${args.join(' ')} ${problem}.`))
      }
    }
    child.on('error', error => over(`cannot be started: ${error.message}`))
    child.on('close', (code, signal) => over(code === 0 ? undefined : `ended with ${signal ?? code}`))
  })
}
