import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { MillraceError } from '@millrace/errors'
import { pomFile } from './jars.ts'
import { JVM_FLAGS } from './java.ts'
import type { ServerCommand } from './server-process.ts'

/** One combined KRaft node: broker and controller in one process. */
export interface KafkaNode {
  /** 1, 2, 3 */
  readonly id: number
  readonly port: number
  readonly controllerPort: number
  /** Everything it writes is here. */
  readonly folder: string
}

/** What all nodes of one cluster share. */
export interface KafkaPlan {
  readonly nodes: readonly KafkaNode[]
  readonly java: string
  /** The folder of Kafka's jars. */
  readonly jars: string
  /** Broker properties that replace or add to ours. */
  readonly config: Readonly<Record<string, string>>
}

/** 16 bytes in base64url, as Kafka wants it; fixed, so that nodes that were formatted apart belong together. */
const CLUSTER_ID = 'bWlsbHJhY2VtaWxscmFjZQ'

/** The broker's properties. Every internal topic is replicated to all nodes, so that any one of three may die. */
export function kafkaProperties(plan: KafkaPlan, node: KafkaNode): Record<string, string> {
  const replicas = String(plan.nodes.length)
  const inSync = plan.nodes.length >= 3 ? '2' : '1'
  return {
    'process.roles': 'broker,controller',
    'node.id': String(node.id),
    'controller.quorum.voters': plan.nodes.map(each => `${each.id}@127.0.0.1:${each.controllerPort}`).join(','),
    listeners: `PLAINTEXT://127.0.0.1:${node.port},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${node.port}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': join(node.folder, 'log'),
    'auto.create.topics.enable': 'false',
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': '3',
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': '3',
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    'share.coordinator.state.topic.num.partitions': '3',
    'group.initial.rebalance.delay.ms': '0',
    'num.network.threads': '2',
    'num.io.threads': '4',
    'log.cleaner.dedupe.buffer.size': '4194304',
    'log.index.size.max.bytes': '1048576',
    'broker.heartbeat.interval.ms': '500',
    'broker.session.timeout.ms': '4000',
    'unclean.leader.election.enable': 'false',
    ...plan.config,
  }
}

/** Writes the node's configuration, formats its log folder the first time, and says how to run it. */
export async function prepareKafkaNode(plan: KafkaPlan, node: KafkaNode): Promise<ServerCommand> {
  mkdirSync(node.folder, { recursive: true })
  const properties = join(node.folder, 'server.properties')
  const lines = Object.entries(kafkaProperties(plan, node)).map(([key, value]) => `${key}=${escapeValue(value)}\n`)
  writeFileSync(properties, lines.join(''))
  const java = (main: string, heap: readonly string[], ...args: string[]): string[] => [
    ...heap,
    ...JVM_FLAGS,
    `-Dlog4j2.configurationFile=${pomFile('kafka', 'log4j2.xml')}`,
    '-cp',
    [join(plan.jars, '*')].join(delimiter),
    main,
    ...args,
  ]
  if (!existsSync(join(node.folder, 'log', 'meta.properties'))) {
    const args = java('kafka.tools.StorageTool', ['-Xmx128m'], 'format', '-t', CLUSTER_ID, '-c', properties)
    await promisify(execFile)(plan.java, args, { cwd: node.folder }).catch((error: Error & { stderr?: string }) => {
      const why = error.stderr?.trim().split('\n').at(-1) || error.message
      throw new MillraceError('MILLRACE_SERVICE', `Kafka's storage in ${node.folder} could not be formatted: ${why}`)
    })
  }
  return {
    name: `Kafka broker ${node.id} (port ${node.port})`,
    command: plan.java,
    args: java('kafka.Kafka', ['-Xms64m', '-Xmx256m', '-XX:MaxDirectMemorySize=128m'], properties),
    cwd: node.folder,
    logFile: join(node.folder, 'server.log'),
  }
}

/** A Java properties file reads a backslash as an escape. */
const escapeValue = (value: string): string => value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
