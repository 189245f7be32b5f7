import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { DEFAULT_PORTS } from './default-ports.ts'
import { hdfsProperties } from './hdfs-node.ts'
import { pomFile } from './jars.ts'
import { kafkaProperties } from './kafka-node.ts'

interface ComposeService {
  readonly image?: string
  readonly build?: string
  readonly command?: readonly string[]
  readonly ports?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: { readonly test: readonly string[] }
}

interface Compose {
  readonly services: Readonly<Record<'kafka' | 'namenode' | 'datanode' | 'ingest' | 'analyzer', ComposeService>>
  readonly configs: Readonly<Record<'core-site' | 'hdfs-site', { readonly content: string }>>
  readonly volumes: Readonly<Record<string, unknown>>
}

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const { services, configs, volumes } = parse(readFileSync(root('docker-compose.hdfs.yml'), 'utf8')) as Compose
const { kafka, hdfs } = DEFAULT_PORTS

/** What a property set of one file means in the other: `a.b.c` is `KAFKA_A_B_C` in the image's environment. */
const kafkaVariable = (property: string): string => `KAFKA_${property.toUpperCase().replaceAll('.', '_')}`

const pomVersion = (name: 'kafka' | 'hdfs', tag: string): string | undefined =>
  new RegExp(`<${tag}>(.+)</${tag}>`).exec(readFileSync(pomFile(name, 'pom.xml'), 'utf8'))?.[1]

const xmlProperties = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/<name>(.+?)<\/name><value>(.+?)<\/value>/g)].map(match => [match[1], match[2]]))

describe('docker-compose.hdfs.yml', () => {
  it('has the servers and both apps', () => {
    expect(Object.keys(services)).toEqual(['kafka', 'namenode', 'datanode', 'ingest', 'analyzer'])
  })

  it('runs the versions that `millrace services` runs', () => {
    expect(services.kafka.image).toBe(`apache/kafka:${pomVersion('kafka', 'kafka.version')}`)
    expect(services.namenode.image).toBe(`apache/hadoop:${pomVersion('hdfs', 'hadoop.version')}`)
    expect(services.datanode.image).toBe(services.namenode.image)
  })

  it('publishes the ports of `millrace services` on loopback', () => {
    expect(services.kafka.ports).toEqual([`127.0.0.1:${kafka}:${kafka}`])
    expect(services.namenode.ports).toEqual([`127.0.0.1:${hdfs.http}:${hdfs.http}`])
    expect(services.datanode.ports).toEqual([`127.0.0.1:${hdfs.dataHttp}:${hdfs.dataHttp}`])
    expect(services.analyzer.ports).toEqual(['127.0.0.1:4000:4000'])
  })

  it('gives the apps the addresses that containers see', () => {
    expect(services.ingest.environment).toMatchObject({ KAFKA_BROKERS: 'kafka:29092', KAFKA_TOPIC: 'logs' })
    expect(services.analyzer.environment).toMatchObject({
      KAFKA_BROKERS: 'kafka:29092',
      KAFKA_TOPIC: 'logs',
      HDFS_URL: `http://namenode:${hdfs.http}/warehouse/logs`,
      HDFS_DATANODE_MAP: `127.0.0.1:${hdfs.dataHttp}=datanode:${hdfs.dataHttp}`,
    })
    const advertised = services.kafka.environment!['KAFKA_ADVERTISED_LISTENERS']
    expect(advertised).toBe(`HOST://127.0.0.1:${kafka},INTERNAL://kafka:29092`)
  })

  it.each(['ingest', 'analyzer'] as const)(
    '%s runs a file that exists, with options and environment variables that it knows',
    app => {
      const [node, file] = services[app].command!
      expect(node).toBe('node')
      expect(file).toBe(`apps/${app}/src/main.ts`)
      expect(existsSync(root(file!))).toBe(true)
      const { stdout } = spawnSync(process.execPath, [root(file!), '--help'], { encoding: 'utf8' })
      for (const name of Object.keys(services[app].environment!)) expect(stdout).toContain(name)
      for (const flag of services[app].command!.filter(word => word.startsWith('--')))
        expect(stdout).toContain(`${flag} `)
    },
  )

  it('is built from a Dockerfile whose Node is the pinned one', () => {
    expect(services.ingest.build).toBe('.')
    expect(services.analyzer.image).toBe(services.ingest.image)
    const { devDependencies } = JSON.parse(readFileSync(root('package.json'), 'utf8')) as Record<
      string,
      { node: string }
    >
    const major = devDependencies!.node.split('.')[0]
    expect(readFileSync(root('Dockerfile'), 'utf8')).toMatch(new RegExp(`^FROM node:${major}-`, 'm'))
  })

  it('installs from the package files of every workspace before it copies the sources', () => {
    const before = readFileSync(root('Dockerfile'), 'utf8').split('RUN npm ci')[0]
    const patterns = (JSON.parse(readFileSync(root('package.json'), 'utf8')) as { workspaces: string[] }).workspaces
    const files = globSync(
      patterns.map(pattern => `${pattern}/package.json`),
      { cwd: root('.') },
    ).sort()
    expect(
      [...before.matchAll(/^COPY (\w\S*)\/package\.json \1\/$/gm)].map(([, folder]) => `${folder}/package.json`),
    ).toEqual(files)
    expect(before).not.toContain('COPY . .')
  })

  it('checks the health of every server and waits for it', () => {
    for (const name of ['kafka', 'namenode', 'datanode', 'analyzer'] as const) {
      expect(services[name].healthcheck?.test[0]).toBe('CMD')
    }
    expect(services.datanode.depends_on).toMatchObject({ namenode: { condition: 'service_healthy' } })
    expect(services.ingest.depends_on).toMatchObject({ kafka: { condition: 'service_healthy' } })
    expect(services.analyzer.depends_on).toMatchObject({ datanode: { condition: 'service_healthy' } })
  })

  it('keeps the data of every server in a declared volume', () => {
    for (const name of ['kafka', 'namenode', 'datanode'] as const) {
      const [volume] = services[name].volumes![0]!.split(':')
      expect(Object.keys(volumes)).toContain(volume)
    }
  })

  it('configures Kafka as `millrace services` does, where both say something', () => {
    const node = { id: 1, port: kafka, controllerPort: kafka + 1, folder: '/data' }
    const ours = kafkaProperties({ nodes: [node], java: '', jars: '', config: {} }, node)
    const addressed = /^(listeners|advertised|controller\.quorum|inter\.broker|listener\.|log\.dirs)/
    const same = Object.keys(ours).filter(
      name => !addressed.test(name) && kafkaVariable(name) in services.kafka.environment!,
    )
    expect(same.length).toBeGreaterThan(8)
    for (const name of same)
      expect([name, services.kafka.environment![kafkaVariable(name)]]).toEqual([name, ours[name]])
  })

  it('configures HDFS as `millrace services` does, where both say something', () => {
    const ours = hdfsProperties({ ports: hdfs, folder: '/data', java: '', jars: '', config: {} })
    const site = xmlProperties(configs['hdfs-site'].content)
    const portOf = (text: string | undefined): string | undefined => /:(\d+)$/.exec(text ?? '')?.[1]
    for (const name of ['dfs.namenode.rpc-address', 'dfs.namenode.http-address', 'dfs.datanode.http.address']) {
      expect([name, portOf(site[name])]).toEqual([name, portOf(ours[name])])
    }
    const same = Object.keys(site).filter(name => name in ours && !name.includes('address'))
    expect(same.length).toBeGreaterThan(7)
    for (const name of same) expect([name, site[name]]).toEqual([name, ours[name]])
    expect(xmlProperties(configs['core-site'].content)).toEqual({ 'fs.defaultFS': `hdfs://namenode:${hdfs.rpc}` })
  })
})
