import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { giveBackPorts, isPortFree, requireFreePorts, takeFreePorts } from './free-ports.ts'

describe('free ports', () => {
  it('are different and can be listened on', async () => {
    const batches = await Promise.all([1, 2, 3, 4, 5].map(() => takeFreePorts(20)))
    const ports = batches.flat()
    expect(new Set(ports).size).toBe(100)
    expect(await Promise.all(ports.map(isPortFree))).not.toContain(false)
    giveBackPorts(ports)
  })

  it('are told from ports that are taken, by number', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect(await isPortFree(port)).toBe(false)
    const refusal = requireFreePorts('hdfs namenode', [port])
    await expect(refusal).rejects.toThrow(`hdfs namenode cannot start: port ${port} is taken by another process.`)
    server.close()
  })
})
