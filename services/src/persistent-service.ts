import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { MillraceError } from '@millrace/errors'
import { requireServices } from './availability.ts'
import { launchDetached } from './detached-launch.ts'
import { withDirectoryLock } from './directory-lock.ts'
import { requireFreePorts } from './free-ports.ts'
import { type PersistentServer, type PersistentService, planService, type ServicePlan } from './persistent-plan.ts'
import { RecordedProcess, removePidFile, runningRecord } from './pid-file.ts'
import { residentMiB } from './process-identity.ts'
import { untilReady } from './readiness.ts'
import { type ServerProcess, stopProcesses } from './server-process.ts'

/** Where a service keeps its data and pid files, and which ports it uses. */
export interface PersistentOptions {
  /** The data folder of all services; each has a folder in it. */
  readonly dataDir: string
  /** Added to every default port. Default 0. */
  readonly portOffset?: number
}

/** One server of a service. */
export interface ServerStatus {
  readonly service: PersistentService
  /** `broker 1`, `namenode`, `datanode` */
  readonly server: string
  readonly up: boolean
  readonly pid: number | undefined
  /** `host:port` of a broker, URL of the others. */
  readonly address: string
  readonly residentMiB: number
}

const LOCK_TIMEOUT_MS = 5 * 60_000
const GRACE_MS = 20_000

/**
 * Starts those servers of a service that do not run, and waits until they answer. They outlive this process.
 * @returns false when all of them were up already
 */
export async function upService(service: PersistentService, options: PersistentOptions): Promise<boolean> {
  const plan = planService(service, options)
  mkdirSync(plan.folder, { recursive: true })
  return withDirectoryLock(join(plan.folder, 'up.lock'), LOCK_TIMEOUT_MS, async () => {
    const missing = plan.servers.filter(server => !isUp(server))
    if (missing.length > 0) await start(plan, missing)
    // Those that ran already may have been left by a command that was stopped before they were ready.
    for (const server of plan.servers) await ready(server)
    return missing.length > 0
  })
}

async function start(plan: ServicePlan, servers: readonly PersistentServer[]): Promise<void> {
  const { java, jars } = await requireServices(plan.jars)
  for (const server of servers) await requireFreePorts(server.title, server.ports)
  const commands = await plan.prepare(java, jars)
  const started: ServerProcess[] = []
  try {
    for (const server of servers) {
      started.push(await launchDetached(commands.get(server.name)!, server.pidFile, server.address))
    }
    for (const server of servers) await ready(server)
  } catch (error) {
    await stopProcesses(started, 0)
    for (const server of servers) removePidFile(server.pidFile)
    throw error
  }
}

function ready(server: PersistentServer): Promise<void> {
  const record = runningRecord(server.pidFile)
  const running = record === undefined ? { exit: { code: null, signal: null } } : new RecordedProcess(record)
  return untilReady({ name: server.title, logFile: server.logFile }, running, server.probe)
}

/** True when a server runs; refuses one that runs with other ports than those asked for. */
function isUp(server: PersistentServer): boolean {
  const record = runningRecord(server.pidFile)
  if (record === undefined || record.address === server.address) return record !== undefined
  throw new MillraceError(
    'MILLRACE_SERVICE',
    `${server.title} already runs at ${record.address}, not at ${server.address}: stop it first, or use other --data.`,
  )
}

/**
 * Stops a service's servers, each by its recorded pid and start time; its data stays.
 * @returns false when none of them was up
 */
export async function downService(service: PersistentService, options: PersistentOptions): Promise<boolean> {
  const { servers } = planService(service, options)
  const records = servers.map(server => runningRecord(server.pidFile)).filter(record => record !== undefined)
  // All at once: Kafka's last node alone has no quorum and hangs in its controlled shutdown.
  await stopProcesses(
    records.map(record => new RecordedProcess(record)),
    GRACE_MS,
  )
  for (const server of servers) removePidFile(server.pidFile)
  return records.length > 0
}

/** What of a service runs. */
export function serviceStatus(service: PersistentService, options: PersistentOptions): ServerStatus[] {
  return planService(service, options).servers.map(server => {
    const record = runningRecord(server.pidFile)
    return {
      service,
      server: server.name,
      up: record !== undefined,
      pid: record?.pid,
      address: record?.address ?? server.address,
      residentMiB: record === undefined ? 0 : residentMiB(record.pid),
    }
  })
}
