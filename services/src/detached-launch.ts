import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { MillraceError } from '@millrace/errors'
import { RecordedProcess, writePidFile } from './pid-file.ts'
import { processStartTime } from './process-identity.ts'
import type { ServerCommand, ServerProcess } from './server-process.ts'

/** Starts a server that outlives this process and records it in `pidFile`. */
export async function launchDetached(command: ServerCommand, pidFile: string, address: string): Promise<ServerProcess> {
  const log = openSync(command.logFile, 'a')
  const child = spawn(command.command, command.args, {
    cwd: command.cwd,
    detached: true,
    env: { ...process.env, ...command.env },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  if (child.pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error]
    throw new MillraceError('MILLRACE_SERVICE', `${command.name} could not be started: ${error.message}`)
  }
  child.unref()
  const record = { pid: child.pid, startTime: processStartTime(child.pid) ?? 'gone', address }
  writePidFile(pidFile, record)
  return new RecordedProcess(record)
}
