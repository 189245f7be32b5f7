import { createServer } from 'node:net'
import { MillraceError } from '@millrace/errors'

/**
 * Ports are drawn from below the range that Linux (32768) and macOS (49152) give to outgoing connections, so that a port
 * does not go to a stranger while its server is down between a kill and a restart.
 */
const FIRST = 20_000
const LAST = 32_000

const given = new Set<number>()

/** `count` ports of the loopback interface that are free now and were not given to anyone in this process. */
export async function takeFreePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  for (let tries = 0; ports.length < count; tries++) {
    if (tries > 2000) throw new MillraceError('MILLRACE_SERVICE', `No free port found between ${FIRST} and ${LAST}.`)
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST))
    if (given.has(port)) continue
    given.add(port)
    if (await isPortFree(port)) ports.push(port)
  }
  return ports
}

/** Lets ports be taken again. */
export function giveBackPorts(ports: Iterable<number>): void {
  for (const port of ports) given.delete(port)
}

/** True when a server can listen on `port` of the loopback interface. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/** Throws when one of the fixed `ports` is in use. */
export async function requireFreePorts(service: string, ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    if (await isPortFree(port)) continue
    throw new MillraceError('MILLRACE_SERVICE', `${service} cannot start: port ${port} is taken by another process.`)
  }
}
