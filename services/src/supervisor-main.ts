/**
 * Runs servers on behalf of the process that forked it, in a session of its own. The channel to that process closes when
 * it ends, however it ends (kill -9 included): then every server is killed and every owned folder removed.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, rmSync } from 'node:fs'
import type { ServerCommand } from './server-process.ts'
import type { SupervisorReply, SupervisorRequest } from './supervisor-protocol.ts'

const servers = new Map<number, ChildProcess>()
const folders = new Set<string>()
let ending = false

function reply(message: SupervisorReply): void {
  // The other side may be gone between the check and the write; that ends in 'disconnect', not here.
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}

function start(id: number, { command, args, env, cwd, logFile }: ServerCommand): void {
  let log: number | undefined
  try {
    log = openSync(logFile, 'a')
    const server = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', log, log] })
    server.once('error', error => {
      if (server.pid === undefined) reply({ type: 'failed', id, message: error.message })
    })
    if (server.pid === undefined) return
    servers.set(id, server)
    server.once('exit', (code, signal) => {
      servers.delete(id)
      reply({ type: 'exited', id, exit: { code, signal } })
      if (ending) end()
    })
    reply({ type: 'spawned', id, pid: server.pid })
  } catch (error) {
    reply({ type: 'failed', id, message: String(error) })
  } finally {
    if (log !== undefined) closeSync(log)
  }
}

function end(): void {
  ending = true
  if (servers.size > 0) {
    for (const server of servers.values()) server.kill('SIGKILL')
    return
  }
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  process.exit(0)
}

process.on('message', (request: SupervisorRequest) => {
  if (ending) return
  if (request.type === 'spawn') start(request.id, request.command)
  else if (request.type === 'signal') servers.get(request.id)?.kill(request.signal)
  else if (request.type === 'own') folders.add(request.folder)
  else folders.delete(request.folder)
})
process.on('disconnect', end)
process.on('SIGTERM', end)
process.on('SIGINT', end)
