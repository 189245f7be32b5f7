import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MillraceError } from '@millrace/errors'
import { processStartTime } from './process-identity.ts'
import type { ProcessExit, ServerCommand, ServerProcess } from './server-process.ts'
import type { SupervisorReply, SupervisorRequest } from './supervisor-protocol.ts'

interface Server extends ServerProcess {
  pid: number
  startTime: string | undefined
  exit: ProcessExit | undefined
  /** True while someone may wait for an answer about this server. */
  due: boolean
  readonly spawned: (error?: Error) => void
  readonly ended: (exit: ProcessExit) => void
}

const LOST: ProcessExit = { code: null, signal: 'SIGKILL' }

let supervisor: ChildProcess | undefined
let nextId = 1
const servers = new Map<number, Server>()

/** Starts a server that dies with this process. */
export function launchSupervised(command: ServerCommand): Promise<ServerProcess> {
  const id = nextId++
  return new Promise((resolve, reject) => {
    let ended: (exit: ProcessExit) => void = () => {}
    const exited = new Promise<ProcessExit>(done => {
      ended = done
    })
    const server: Server = {
      pid: 0,
      startTime: undefined,
      exit: undefined,
      due: true,
      exited,
      ended,
      spawned: error => (error === undefined ? resolve(server) : reject(error)),
      signal: signal => {
        if (server.exit !== undefined) return
        server.due = true
        send({ type: 'signal', id, signal })
      },
    }
    servers.set(id, server)
    send({ type: 'spawn', id, command })
  })
}

/** A new folder in the system's temporary directory, removed when this process dies. */
export function createOwnedFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  send({ type: 'own', folder })
  return folder
}

export function removeOwnedFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  send({ type: 'disown', folder })
}

function send(request: SupervisorRequest): void {
  supervisor ??= connect()
  supervisor.send(request)
  updateReference()
}

function connect(): ChildProcess {
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
  const main = fileURLToPath(new URL(`./supervisor-main${extension}`, import.meta.url))
  // A session of its own: a terminal's Ctrl-C is for this process, which then decides what to stop.
  const child = fork(main, [], { detached: true, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  child.on('message', (reply: SupervisorReply) => receive(reply))
  child.once('error', error => lose(child, error.message))
  child.once('disconnect', () => lose(child, 'its channel closed'))
  child.unref()
  return child
}

function receive(reply: SupervisorReply): void {
  const server = servers.get(reply.id)
  if (server === undefined) return
  if (reply.type === 'spawned') {
    server.pid = reply.pid
    server.startTime = processStartTime(reply.pid)
    server.due = false
    server.spawned()
  } else {
    servers.delete(reply.id)
    if (reply.type === 'failed') server.spawned(new MillraceError('MILLRACE_SERVICE', reply.message))
    else finish(server, reply.exit)
  }
  updateReference()
}

function finish(server: Server, exit: ProcessExit): void {
  server.exit = exit
  server.ended(exit)
}

function lose(child: ChildProcess, why: string): void {
  if (supervisor !== child) return
  supervisor = undefined
  for (const server of servers.values()) {
    const orphan = server.startTime !== undefined && processStartTime(server.pid) === server.startTime
    if (orphan) process.kill(server.pid, 'SIGKILL')
    server.spawned(new MillraceError('MILLRACE_SERVICE', `The supervisor of the development servers ended: ${why}.`))
    finish(server, LOST)
  }
  servers.clear()
}

/** The channel keeps this process alive only while an answer is due: a forgotten `stop()` must not make a program hang. */
function updateReference(): void {
  const due = [...servers.values()].some(server => server.due)
  if (due) supervisor?.channel?.ref()
  else supervisor?.channel?.unref()
}
