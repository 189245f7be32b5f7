import { join, resolve } from 'node:path'
import { requireServices } from './availability.ts'
import { giveBackPorts, requireFreePorts, takeFreePorts } from './free-ports.ts'
import { type KafkaNode, type KafkaPlan, prepareKafkaNode } from './kafka-node.ts'
import { kafkaIsReady } from './kafka-probe.ts'
import { retryOnTakenPort, untilReady } from './readiness.ts'
import { killProcess, type ServerCommand, type ServerProcess, stopProcesses } from './server-process.ts'
import { createOwnedFolder, launchSupervised, removeOwnedFolder } from './supervisor.ts'

export interface KafkaOptions {
  /** Number of nodes, each broker and controller. Default 1. */
  readonly brokers?: 1 | 3
  /** `free` (default), or the port of the first broker: broker i listens on `ports + 2 (i - 1)`, its controller on the next. */
  readonly ports?: 'free' | number
  /** Keeps the data here after `stop()`. Default: a temporary folder, removed by `stop()`. */
  readonly dataDir?: string
  /** Broker properties that replace or add to ours. */
  readonly config?: Readonly<Record<string, string>>
}

/** One broker of a running cluster. */
export interface KafkaBroker {
  /** Its node id: 1, 2, 3. */
  readonly id: number
  readonly port: number
  /** Process id; another one after `start()`. */
  readonly pid: number
  readonly logFile: string
  /** Sends a signal (default SIGKILL) and, when it ends a process, waits until the broker is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Starts the broker again, with its data and port, and waits until it knows a controller; nothing when it runs. */
  start(): Promise<void>
}

export interface KafkaCluster extends AsyncDisposable {
  /** `host:port` of every broker. */
  readonly bootstrap: readonly string[]
  readonly brokers: readonly KafkaBroker[]
  /** Stops every broker and removes temporary data. May be called again. */
  stop(): Promise<void>
}

/**
 * Starts a real Kafka cluster on loopback and waits until every broker answers. It dies with this process.
 * @throws MillraceError MILLRACE_SERVICE when Java, the jars or a fixed port is missing, or a broker does not start.
 */
export function startKafka(options: KafkaOptions = {}): Promise<KafkaCluster> {
  return retryOnTakenPort((options.ports ?? 'free') === 'free', () => startOnce(options))
}

async function startOnce({ brokers = 1, ports = 'free', dataDir, config = {} }: KafkaOptions): Promise<KafkaCluster> {
  const { java, jars } = await requireServices('kafka')
  const taken =
    ports === 'free' ? await takeFreePorts(2 * brokers) : Array.from({ length: 2 * brokers }, (_, i) => ports + i)
  if (ports !== 'free') await requireFreePorts('Kafka', taken)
  const folder = dataDir !== undefined ? resolve(dataDir) : createOwnedFolder('millrace-kafka-')
  const nodes: KafkaNode[] = Array.from({ length: brokers }, (_, i) => ({
    id: i + 1,
    port: taken[2 * i]!,
    controllerPort: taken[2 * i + 1]!,
    folder: join(folder, `node${i + 1}`),
  }))
  const plan: KafkaPlan = { nodes, java, jars, config }
  const members: Member[] = []
  const stop = async (): Promise<void> => {
    // All are told together: the last node alone has no quorum and hangs in its controlled shutdown.
    const running = members.map(member => member.process)
    await stopProcesses(running, dataDir === undefined ? 0 : 20_000)
    if (dataDir === undefined) removeOwnedFolder(folder)
    if (ports === 'free') giveBackPorts(taken)
  }
  try {
    const commands = await Promise.all(nodes.map(node => prepareKafkaNode(plan, node)))
    for (const [i, command] of commands.entries()) {
      members.push(new Member(nodes[i]!, command, await launchSupervised(command)))
    }
    await Promise.all(members.map(member => member.ready(brokers)))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    bootstrap: nodes.map(node => `127.0.0.1:${node.port}`),
    brokers: members,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

class Member implements KafkaBroker {
  readonly id: number
  readonly port: number
  readonly logFile: string
  readonly #command: ServerCommand
  process: ServerProcess

  constructor(node: KafkaNode, command: ServerCommand, process: ServerProcess) {
    this.id = node.id
    this.port = node.port
    this.logFile = command.logFile
    this.#command = command
    this.process = process
  }

  get pid(): number {
    return this.process.pid
  }

  /** Waits until this broker knows `count` brokers and a controller. */
  ready(count: number): Promise<void> {
    return untilReady(this.#command, this.process, () => kafkaIsReady(this.port, count))
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    return killProcess(this.process, signal)
  }

  async start(): Promise<void> {
    if (this.process.exit === undefined) return
    this.process = await launchSupervised(this.#command)
    await this.ready(1)
  }
}
