import { setTimeout as delay } from 'node:timers/promises'
import { MillraceError } from '@millrace/errors'
import { logTail, saysPortTaken } from './log-tail.ts'
import type { ServerProcess } from './server-process.ts'

/** A start that failed only because a port was taken meanwhile: other ports may work. */
class PortTakenError extends MillraceError {}

const READY_TIMEOUT_MS = 120_000

/** Asks `probe` until it says yes; throws at once when the process ended, with the last lines of its log. */
export async function untilReady(
  { name, logFile }: { readonly name: string; readonly logFile: string },
  server: Pick<ServerProcess, 'exit'>,
  probe: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS
  while (!(await probe().catch(() => false))) {
    const tail = (): string => `last lines of ${logFile}:\n${logTail(logFile)}`
    if (server.exit !== undefined) {
      const { code, signal } = server.exit
      const message = `${name} ended while it started (${signal ?? (code === null ? 'how is unknown' : `exit code ${code}`)}); ${tail()}`
      if (saysPortTaken(logFile)) throw new PortTakenError('MILLRACE_SERVICE', message)
      throw new MillraceError('MILLRACE_SERVICE', message)
    }
    if (Date.now() > deadline) {
      throw new MillraceError('MILLRACE_SERVICE', `${name} is not ready after ${READY_TIMEOUT_MS / 1000} s; ${tail()}`)
    }
    await delay(100)
  }
}

const TRIES = 6

/** Runs `start` again, which picks other ports, while it fails because a port was taken. */
export async function retryOnTakenPort<T>(retry: boolean, start: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await start()
    } catch (error) {
      if (!retry || !(error instanceof PortTakenError) || tries === TRIES) throw error
    }
  }
}
