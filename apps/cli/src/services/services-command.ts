import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { helpText, parseOptions, suggestion, wantsHelp } from '@millrace/config'
import { MillraceError } from '@millrace/errors'
import {
  downService,
  PERSISTENT_SERVICES,
  type PersistentOptions,
  type PersistentService,
  type ServerStatus,
  serviceStatus,
  upService,
} from '@millrace/services'
import { servicesHelp, servicesOptions } from './services-options.ts'

const ACTIONS = ['up', 'down', 'status'] as const

/** That of the repository; of an installed package, which the next `npm install` replaces, a folder of the user's state (XDG Base Directory). */
function defaultDataDir(): string {
  if (import.meta.url.endsWith('.ts')) return fileURLToPath(new URL('../../../../services/data', import.meta.url))
  return join(process.env['XDG_STATE_HOME'] || join(homedir(), '.local/state'), 'millrace/services')
}

/** `millrace services up|down|status [kafka] [kafka3] [hdfs]`. */
export async function servicesCommand(args: string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(servicesHelp, servicesOptions))
    return 0
  }
  const [action, ...rest] = args
  const expected = `expected ${ACTIONS.join(', ')}`
  if (action === undefined || action.startsWith('-')) {
    throw new MillraceError('MILLRACE_USAGE', `services: the action is missing; ${expected}.`)
  }
  const { service: named, data, portOffset } = parseOptions(servicesOptions, rest)
  const names = named.length > 0 ? [...new Set(named)] : PERSISTENT_SERVICES
  const options: PersistentOptions = { dataDir: data ?? defaultDataDir(), portOffset }
  if (action === 'down') return down(names, options)
  if (action === 'status') return status(names, options, named.length > 0)
  if (action !== 'up') {
    const near = suggestion(action, ACTIONS)
    const hint = near === undefined ? expected : `did you mean "${near}"`
    throw new MillraceError('MILLRACE_USAGE', `services: there is no action "${action}"; ${hint}.`)
  }
  if (named.length > 0) return up(names, options)
  const which = PERSISTENT_SERVICES.join(', ')
  throw new MillraceError('MILLRACE_USAGE', `services up: name at least one service of ${which}.`)
}

async function up(names: readonly PersistentService[], options: PersistentOptions): Promise<number> {
  const results = await Promise.allSettled(
    names.map(async name => {
      const started = await upService(name, options)
      const where = serviceStatus(name, options).map(server => `${server.server} ${server.address}`)
      say(`${name} ${started ? 'is up' : 'was up already'}: ${where.join(', ')}`)
    }),
  )
  const failures = results.filter(result => result.status === 'rejected').map(result => result.reason as unknown)
  for (const failure of failures.slice(1)) process.stderr.write(`millrace: ${messageOf(failure)}\n`)
  if (failures.length > 0) throw failures[0]
  return 0
}

async function down(names: readonly PersistentService[], options: PersistentOptions): Promise<number> {
  await Promise.all(
    names.map(async name => say(`${name} ${(await downService(name, options)) ? 'is down' : 'was down already'}`)),
  )
  return 0
}

function status(names: readonly PersistentService[], options: PersistentOptions, mustBeUp: boolean): number {
  const servers = names.flatMap(name => serviceStatus(name, options))
  say(row('SERVICE', 'SERVER', 'STATE', 'PID', 'RSS', 'ADDRESS'))
  for (const server of servers) say(rowOf(server))
  return mustBeUp && servers.some(server => !server.up) ? 1 : 0
}

const rowOf = ({ service, server, up, pid, residentMiB, address }: ServerStatus): string =>
  row(service, server, up ? 'up' : 'down', up ? String(pid) : '-', up ? `${residentMiB} MiB` : '-', address)

const row = (service: string, server: string, state: string, pid: string, rss: string, address: string): string =>
  [service.padEnd(8), server.padEnd(9), state.padEnd(5), pid.padStart(8), rss.padStart(8), address].join('  ')

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ')
