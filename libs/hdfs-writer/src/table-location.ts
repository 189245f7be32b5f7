import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FileSystem } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { localFileSystem } from './local/local-file-system.ts'
import { checkPath } from './webhdfs/hdfs-path.ts'
import type { WebHdfsOptions } from './webhdfs/options.ts'
import { webHdfs } from './webhdfs/web-hdfs.ts'

export interface TableLocationOptions extends Omit<WebHdfsOptions, 'nameNodes'> {
  /** What relative paths are relative to. Default: the working directory. */
  readonly baseDirectory?: string
}

export interface TableLocation {
  readonly fs: FileSystem
  /** Absolute path in the file system, without a trailing slash. */
  readonly path: string
}

const EXPECTED = 'a directory or http://namenode:9870/path was expected'

/**
 * The file system and path behind a table as people write it: a local path, a `file:` URL, or WebHDFS as
 * `http://nn1:9870,nn2:9870/warehouse/logs` (`https://`, `webhdfs://` and `swebhdfs://` alike; `/webhdfs/v1` before the path
 * is understood, and whatever precedes it is a gateway's prefix).
 * @throws MillraceError MILLRACE_USAGE
 */
export function openTableLocation(table: string, options: TableLocationOptions = {}): TableLocation {
  const { baseDirectory = process.cwd(), ...hdfs } = options
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(table)?.[1].toLowerCase()
  switch (scheme) {
    case undefined:
      return local(table, resolve(baseDirectory, table))
    case 'file':
      return local(table, pathOfFileUrl(table))
    case 'http':
    case 'https':
    case 'webhdfs':
    case 'swebhdfs':
      return remote(table, scheme, hdfs)
    case 'hdfs':
      throw usage(table, `hdfs:// speaks to the NameNode's RPC port; give its WebHDFS address, ${webHdfsForm(table)}`)
    default:
      throw usage(table, `${scheme}: is no file system that Millrace writes to; ${EXPECTED}`)
  }
}

function local(table: string, path: string): TableLocation {
  const plain = path.replaceAll('\\', '/').replace(/(?<=.)\/+$/, '')
  if (table.trim() === '' || plain === '/') throw usage(table, `it names no directory for a table; ${EXPECTED}`)
  return { fs: localFileSystem(), path: plain }
}

function pathOfFileUrl(table: string): string {
  try {
    return fileURLToPath(table)
  } catch (error) {
    throw usage(table, `it is no file: URL of this machine; ${EXPECTED}`, error)
  }
}

const SCHEMES = { http: 'http', https: 'https', webhdfs: 'http', swebhdfs: 'https' } as const
/** The ports that Hadoop's own webhdfs:// and swebhdfs:// stand for. */
const DEFAULT_PORTS: Readonly<Record<string, number>> = { webhdfs: 9870, swebhdfs: 9871 }

function remote(
  table: string,
  scheme: keyof typeof SCHEMES,
  options: Omit<WebHdfsOptions, 'nameNodes'>,
): TableLocation {
  const found = /^[a-z]+:\/\/(?:([^@/]+)@)?([^/?#@]+)(\/[^?#]*)?$/i.exec(table)
  if (found === null) throw usage(table, EXPECTED)
  const [, user, hosts, rest = '/'] = found
  const prefix = /^(.*?)\/webhdfs\/v1(?=\/|$)/.exec(rest)
  const path = decoded(table, prefix === null ? rest : rest.slice(prefix[0].length))
    .replace(/\/+/g, '/')
    .replace(/\/$/, '')
  if (path === '') throw usage(table, 'it names no directory for a table; http://namenode:9870/path was expected')
  try {
    checkPath(path)
  } catch (error) {
    throw usage(table, error instanceof Error ? error.message.replace(/\.$/, '') : String(error), error)
  }
  const nameNodes = hosts.split(',').map(host => {
    const port = DEFAULT_PORTS[scheme] !== undefined && !/:\d+$/.test(host) ? `:${DEFAULT_PORTS[scheme]}` : ''
    return `${SCHEMES[scheme]}://${host}${port}${prefix?.[1] ?? ''}`
  })
  return { fs: webHdfs({ ...options, user: options.user ?? user, nameNodes }), path }
}

function decoded(table: string, path: string): string {
  try {
    return decodeURIComponent(path)
  } catch (error) {
    throw usage(table, 'its percent-encoding is damaged', error)
  }
}

function webHdfsForm(table: string): string {
  const [, host = 'namenode', path = '/path'] = /^hdfs:\/\/(?:[^@/]+@)?([^/:]*)(?::\d+)?(\/.*)?$/i.exec(table) ?? []
  return `http://${host || 'namenode'}:9870${path}`
}

const usage = (table: string, why: string, cause?: unknown) =>
  new MillraceError('MILLRACE_USAGE', `The table ${table} cannot be used: ${why}.`, { cause })
