import { resolve } from 'node:path'
import { requireServices } from './availability.ts'
import { giveBackPorts, requireFreePorts, takeFreePorts } from './free-ports.ts'
import { type HdfsPlan, type HdfsPorts, prepareHdfs } from './hdfs-node.ts'
import { retryOnTakenPort, untilReady } from './readiness.ts'
import { killProcess, type ServerCommand, type ServerProcess, stopProcesses } from './server-process.ts'
import { createOwnedFolder, launchSupervised, removeOwnedFolder } from './supervisor.ts'
import { hdfsIsReady, nameNodeAnswers } from './webhdfs-probe.ts'

export interface HdfsOptions {
  /** `free` (default), or fixed ports. */
  readonly ports?: 'free' | HdfsPorts
  /** Keeps the data here after `stop()`. Default: a temporary folder, removed by `stop()`. */
  readonly dataDir?: string
  /** Properties of hdfs-site.xml that replace or add to ours. */
  readonly config?: Readonly<Record<string, string>>
}

/** The NameNode or the DataNode of a running HDFS. */
export interface HdfsServer {
  /** Process id; another one after `start()`. */
  readonly pid: number
  readonly logFile: string
  /** Sends a signal (default SIGKILL) and, when it ends a process, waits until the server is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Starts the server again, with its data and ports, and waits until it works; nothing when it runs. */
  start(): Promise<void>
}

export interface HdfsCluster extends AsyncDisposable {
  /** The NameNode, `http://127.0.0.1:port`; WebHDFS is under `/webhdfs/v1`. */
  readonly url: string
  readonly ports: HdfsPorts
  readonly nameNode: HdfsServer
  readonly dataNode: HdfsServer
  /** Stops both servers and removes temporary data. May be called again. */
  stop(): Promise<void>
}

/**
 * Starts a real HDFS on loopback, one NameNode and one DataNode, and waits until a block was written and read back over
 * WebHDFS. It dies with this process. Permissions are off, so any `user.name` may do anything.
 * @throws MillraceError MILLRACE_SERVICE when Java, the jars or a fixed port is missing, or a server does not start.
 */
export function startHdfs(options: HdfsOptions = {}): Promise<HdfsCluster> {
  return retryOnTakenPort((options.ports ?? 'free') === 'free', () => startOnce(options))
}

async function startOnce({ ports: wanted = 'free', dataDir, config = {} }: HdfsOptions): Promise<HdfsCluster> {
  const { java, jars } = await requireServices('hdfs')
  const ports = wanted === 'free' ? await takeHdfsPorts() : wanted
  if (wanted !== 'free') await requireFreePorts('HDFS', Object.values(ports))
  const folder = dataDir !== undefined ? resolve(dataDir) : createOwnedFolder('millrace-hdfs-')
  const plan: HdfsPlan = { ports, folder, java, jars, config }
  const url = `http://127.0.0.1:${ports.http}`
  const members: Member[] = []
  let settled = false
  const stop = async (): Promise<void> => {
    const running = members.map(member => member.process)
    await stopProcesses(running, dataDir === undefined ? 0 : 15_000)
    if (dataDir === undefined) removeOwnedFolder(folder)
    if (wanted === 'free') giveBackPorts(Object.values(ports))
  }
  try {
    const commands = await prepareHdfs(plan)
    const nameNode = new Member(commands.nameNode, await launchSupervised(commands.nameNode), () =>
      // A NameNode that comes back stays in safe mode until its DataNode has reported.
      settled && dataNode.process.exit === undefined ? hdfsIsReady(url) : nameNodeAnswers(url),
    )
    members.push(nameNode)
    const dataNode = new Member(commands.dataNode, await launchSupervised(commands.dataNode), () => hdfsIsReady(url))
    members.push(dataNode)
    await nameNode.ready()
    await dataNode.ready()
    settled = true
    return { url, ports, nameNode, dataNode, stop, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function takeHdfsPorts(): Promise<HdfsPorts> {
  const [http, rpc, dataHttp, dataTransfer, dataIpc] = (await takeFreePorts(5)) as [
    number,
    number,
    number,
    number,
    number,
  ]
  return { http, rpc, dataHttp, dataTransfer, dataIpc }
}

class Member implements HdfsServer {
  readonly logFile: string
  readonly #command: ServerCommand
  readonly #probe: () => Promise<boolean>
  process: ServerProcess

  constructor(command: ServerCommand, process: ServerProcess, probe: () => Promise<boolean>) {
    this.logFile = command.logFile
    this.#command = command
    this.#probe = probe
    this.process = process
  }

  get pid(): number {
    return this.process.pid
  }

  ready(): Promise<void> {
    return untilReady(this.#command, this.process, this.#probe)
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    return killProcess(this.process, signal)
  }

  async start(): Promise<void> {
    if (this.process.exit === undefined) return
    this.process = await launchSupervised(this.#command)
    await this.ready()
  }
}
