import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { MillraceError } from '@millrace/errors'
import { pomFile } from './jars.ts'
import { JVM_FLAGS } from './java.ts'
import type { ServerCommand } from './server-process.ts'

/** The ports of one NameNode and one DataNode. */
export interface HdfsPorts {
  /** NameNode: WebHDFS and its web pages. */
  readonly http: number
  /** NameNode: the `hdfs://` protocol. */
  readonly rpc: number
  /** DataNode: where WebHDFS redirects to. */
  readonly dataHttp: number
  readonly dataTransfer: number
  readonly dataIpc: number
}

export interface HdfsPlan {
  readonly ports: HdfsPorts
  /** Everything both write is here. */
  readonly folder: string
  readonly java: string
  /** The folder of Hadoop's jars. */
  readonly jars: string
  /** Properties of hdfs-site.xml that replace or add to ours. */
  readonly config: Readonly<Record<string, string>>
}

const NAME_NODE = 'org.apache.hadoop.hdfs.server.namenode.NameNode'
const DATA_NODE = 'org.apache.hadoop.hdfs.server.datanode.DataNode'

/** The properties of hdfs-site.xml: one replica, small blocks, no permissions, quick to leave safe mode. */
export function hdfsProperties({ ports, folder, config }: HdfsPlan): Record<string, string> {
  return {
    'dfs.namenode.rpc-address': `127.0.0.1:${ports.rpc}`,
    'dfs.namenode.http-address': `127.0.0.1:${ports.http}`,
    'dfs.namenode.name.dir': fileUrl(folder, 'name'),
    'dfs.namenode.edits.dir': fileUrl(folder, 'name'),
    'dfs.datanode.data.dir': fileUrl(folder, 'block'),
    'dfs.datanode.address': `127.0.0.1:${ports.dataTransfer}`,
    'dfs.datanode.http.address': `127.0.0.1:${ports.dataHttp}`,
    'dfs.datanode.ipc.address': `127.0.0.1:${ports.dataIpc}`,
    // The host of WebHDFS's redirects.
    'dfs.datanode.hostname': '127.0.0.1',
    'dfs.namenode.datanode.registration.ip-hostname-check': 'false',
    'dfs.replication': '1',
    'dfs.replication.max': '1',
    'dfs.permissions.enabled': 'false',
    'dfs.webhdfs.enabled': 'true',
    'dfs.blocksize': '8388608',
    'dfs.namenode.fs-limits.min-block-size': '4096',
    'dfs.namenode.safemode.extension': '0',
    'dfs.namenode.safemode.min.datanodes': '1',
    'dfs.namenode.safemode.threshold-pct': '1.0',
    'dfs.namenode.handler.count': '4',
    'dfs.namenode.service.handler.count': '2',
    'dfs.datanode.handler.count': '2',
    'dfs.heartbeat.interval': '1',
    'dfs.namenode.heartbeat.recheck-interval': '2000',
    'dfs.client.block.write.replace-datanode-on-failure.policy': 'NEVER',
    // How long closing a file waits where the NameNode has not heard of its block: 400 by default.
    'dfs.client.block.write.locateFollowingBlock.initial.delay.ms': '20',
    'dfs.datanode.du.reserved': '0',
    'dfs.namenode.resource.du.reserved': '1048576',
    ...config,
  }
}

/** The DataNode takes `%20` literally and fails on a plain space. */
const PATH_OF_HADOOP = /^[\w./+@-]+$/

const fileUrl = (folder: string, name: string): string => `file://${join(folder, name)}`

/** Writes the configuration, formats the NameNode the first time, and says how to run both servers. Throws MILLRACE_SERVICE on a bad folder. */
export async function prepareHdfs(plan: HdfsPlan): Promise<{ nameNode: ServerCommand; dataNode: ServerCommand }> {
  const { folder, ports } = plan
  if (!PATH_OF_HADOOP.test(folder)) {
    throw new MillraceError(
      'MILLRACE_SERVICE',
      `HDFS cannot keep its data in "${folder}": Hadoop needs a path of letters, digits and /._+@- only.`,
    )
  }
  const conf = join(folder, 'conf')
  mkdirSync(conf, { recursive: true })
  const core = { 'fs.defaultFS': `hdfs://127.0.0.1:${ports.rpc}`, 'hadoop.tmp.dir': join(folder, 'tmp') }
  writeFileSync(join(conf, 'core-site.xml'), siteXml(core))
  writeFileSync(join(conf, 'hdfs-site.xml'), siteXml(hdfsProperties(plan)))
  copyFileSync(pomFile('hdfs', 'log4j.properties'), join(conf, 'log4j.properties'))
  // Hadoop's HttpServer2 wants these on the class path; only the tarball has them, the jars do not.
  for (const app of ['hdfs', 'datanode']) {
    const webInf = join(conf, 'webapps', app, 'WEB-INF')
    mkdirSync(webInf, { recursive: true })
    writeFileSync(
      join(webInf, 'web.xml'),
      '<web-app version="2.4" xmlns="http://java.sun.com/xml/ns/j2ee"></web-app>\n',
    )
  }
  mkdirSync(join(conf, 'webapps', 'static'), { recursive: true })
  if (!existsSync(join(folder, 'name', 'current', 'VERSION'))) await format(plan)
  return {
    nameNode: command(plan, NAME_NODE, `HDFS NameNode (port ${ports.http})`, 'namenode.log'),
    dataNode: command(plan, DATA_NODE, `HDFS DataNode (port ${ports.dataHttp})`, 'datanode.log'),
  }
}

async function format(plan: HdfsPlan): Promise<void> {
  const args = [...javaArgs(plan, NAME_NODE), '-format', '-force', '-nonInteractive', '-clusterId', 'millrace']
  await promisify(execFile)(plan.java, args, { cwd: plan.folder }).catch((error: Error & { stdout?: string }) => {
    const why = error.stdout?.trim().split('\n').at(-1) || error.message
    throw new MillraceError('MILLRACE_SERVICE', `The NameNode in ${plan.folder} could not be formatted: ${why}`)
  })
}

function command(plan: HdfsPlan, main: string, name: string, log: string): ServerCommand {
  return {
    name,
    command: plan.java,
    args: javaArgs(plan, main),
    env: { HADOOP_USER_NAME: 'hdfs' },
    cwd: plan.folder,
    logFile: join(plan.folder, log),
  }
}

const javaArgs = ({ folder, jars }: HdfsPlan, main: string): string[] => [
  '-Xms32m',
  '-Xmx160m',
  ...JVM_FLAGS,
  '-XX:MaxDirectMemorySize=64m',
  '-XX:MaxMetaspaceSize=128m',
  ...['lang', 'util', 'net'].map(name => `--add-opens=java.base/java.${name}=ALL-UNNAMED`),
  `-Dhadoop.log.dir=${folder}`,
  '-cp',
  [join(folder, 'conf'), join(jars, '*')].join(delimiter),
  main,
]

function siteXml(properties: Readonly<Record<string, string>>): string {
  const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const lines = Object.entries(properties).map(
    ([name, value]) => `<property><name>${escapeXml(name)}</name><value>${escapeXml(value)}</value></property>\n`,
  )
  return `<configuration>\n${lines.join('')}</configuration>\n`
}
