import { join } from 'node:path'
import { DEFAULT_PORTS } from './default-ports.ts'
import { type HdfsPorts, prepareHdfs } from './hdfs-node.ts'
import type { JarSet } from './jars.ts'
import { type KafkaNode, prepareKafkaNode } from './kafka-node.ts'
import { kafkaIsReady } from './kafka-probe.ts'
import type { PersistentOptions } from './persistent-service.ts'
import type { ServerCommand } from './server-process.ts'
import { hdfsIsReady, nameNodeAnswers } from './webhdfs-probe.ts'

/** The services that outlive the command that starts them. `kafka3` is a cluster of three brokers beside `kafka`. */
export const PERSISTENT_SERVICES = ['kafka', 'kafka3', 'hdfs'] as const

export type PersistentService = (typeof PERSISTENT_SERVICES)[number]

export interface PersistentServer {
  /** `broker 1`, `namenode`, `datanode` */
  readonly name: string
  /** With the service, for messages. */
  readonly title: string
  readonly address: string
  readonly ports: readonly number[]
  readonly pidFile: string
  readonly logFile: string
  readonly probe: () => Promise<boolean>
}

export interface ServicePlan {
  readonly folder: string
  readonly jars: JarSet
  readonly servers: readonly PersistentServer[]
  /** Writes configurations, formats what is new, and says how to run each server, by its name. */
  readonly prepare: (java: string, jars: string) => Promise<ReadonlyMap<string, ServerCommand>>
}

/** Which servers a service has, and where. */
export function planService(service: PersistentService, { dataDir, portOffset = 0 }: PersistentOptions): ServicePlan {
  const folder = join(dataDir, service)
  if (service === 'hdfs') return planHdfs(folder, portOffset)
  return planKafka(service, folder, DEFAULT_PORTS[service] + portOffset, service === 'kafka' ? 1 : 3)
}

function planKafka(service: PersistentService, folder: string, firstPort: number, count: number): ServicePlan {
  const nodes: KafkaNode[] = Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    port: firstPort + 2 * i,
    controllerPort: firstPort + 2 * i + 1,
    folder: join(folder, `node${i + 1}`),
  }))
  const nameOf = (node: KafkaNode): string => `broker ${node.id}`
  return {
    folder,
    jars: 'kafka',
    servers: nodes.map(node => ({
      name: nameOf(node),
      title: `${service} ${nameOf(node)}`,
      address: `127.0.0.1:${node.port}`,
      ports: [node.port, node.controllerPort],
      pidFile: join(folder, `node${node.id}.pid.json`),
      logFile: join(node.folder, 'server.log'),
      probe: () => kafkaIsReady(node.port, count),
    })),
    async prepare(java, jars) {
      const plan = { nodes, java, jars, config: {} }
      const commands = await Promise.all(nodes.map(node => prepareKafkaNode(plan, node)))
      return new Map(nodes.map((node, i) => [nameOf(node), commands[i]!]))
    },
  }
}

function planHdfs(folder: string, offset: number): ServicePlan {
  const shifted = Object.entries(DEFAULT_PORTS.hdfs).map(([name, port]) => [name, port + offset])
  const ports = Object.fromEntries(shifted) as HdfsPorts
  const url = `http://127.0.0.1:${ports.http}`
  return {
    folder,
    jars: 'hdfs',
    servers: [
      {
        name: 'namenode',
        title: 'hdfs namenode',
        address: url,
        ports: [ports.http, ports.rpc],
        pidFile: join(folder, 'namenode.pid.json'),
        logFile: join(folder, 'namenode.log'),
        probe: () => nameNodeAnswers(url),
      },
      {
        name: 'datanode',
        title: 'hdfs datanode',
        address: `http://127.0.0.1:${ports.dataHttp}`,
        ports: [ports.dataHttp, ports.dataTransfer, ports.dataIpc],
        pidFile: join(folder, 'datanode.pid.json'),
        logFile: join(folder, 'datanode.log'),
        probe: () => hdfsIsReady(url),
      },
    ],
    async prepare(java, jars) {
      const { nameNode, dataNode } = await prepareHdfs({ ports, folder, java, jars, config: {} })
      return new Map([
        ['namenode', nameNode],
        ['datanode', dataNode],
      ])
    },
  }
}
