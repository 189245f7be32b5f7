import { userInfo } from 'node:os'
import { MillraceError } from '@millrace/errors'

/** How often and how patiently a request that may be repeated is repeated. */
export interface RetryOptions {
  /** Attempts for each NameNode, the first included. Default 4. */
  readonly attempts?: number
  /** Milliseconds before the first repetition; doubled each time, with jitter. Default 250. */
  readonly baseDelayMs?: number
  /** Longest wait in milliseconds. Default 5000. */
  readonly maxDelayMs?: number
}

export interface WebHdfsOptions {
  /** NameNodes (or one HttpFS): `http://nn1:9870,nn2:9870` or a list of base URLs; a gateway's path prefix is kept. */
  readonly nameNodes: string | readonly string[]
  /** Sent as `user.name`. Default: the environment's HADOOP_USER_NAME, else the name of the operating system's user. */
  readonly user?: string
  /** A delegation token, sent instead of `user.name`. */
  readonly delegationToken?: string
  /** Where DataNodes are reached from here, by the `host:port` that the NameNode redirects to: `dn1:9864=127.0.0.1:19864,...`. */
  readonly dataNodes?: string | Readonly<Record<string, string>>
  /** Milliseconds to open a connection. Default 5000. */
  readonly connectTimeoutMs?: number
  /** Milliseconds without a byte while waiting for an answer. Default 60000. */
  readonly readTimeoutMs?: number
  readonly retry?: RetryOptions
  /** Copies of each block; the server's default where absent. */
  readonly replication?: number
  /** Connections kept open to each server. Default 16. */
  readonly connections?: number
  /** PEM certificates to trust for https beside the system's own. */
  readonly ca?: string
}

export interface WebHdfsSettings {
  readonly nameNodes: readonly string[]
  readonly identity: Readonly<Record<string, string>>
  readonly dataNodes: ReadonlyMap<string, string>
  readonly connectTimeoutMs: number
  readonly readTimeoutMs: number
  readonly retry: Required<RetryOptions>
  readonly replication: number | undefined
  readonly connections: number
  readonly ca: string | undefined
}

export function settingsOf(options: WebHdfsOptions): WebHdfsSettings {
  return {
    nameNodes: parseNameNodes(options.nameNodes),
    identity:
      options.delegationToken === undefined
        ? { 'user.name': options.user ?? process.env.HADOOP_USER_NAME ?? userInfo().username }
        : { delegation: options.delegationToken },
    dataNodes: parseHostMap(options.dataNodes ?? {}),
    connectTimeoutMs: options.connectTimeoutMs ?? 5000,
    readTimeoutMs: options.readTimeoutMs ?? 60_000,
    retry: { attempts: 4, baseDelayMs: 250, maxDelayMs: 5000, ...options.retry },
    replication: options.replication,
    connections: options.connections ?? 16,
    ca: options.ca,
  }
}

/** Base URLs without a trailing slash; a scheme given once holds for the whole comma-separated list. */
export function parseNameNodes(nameNodes: string | readonly string[]): string[] {
  const parts = (typeof nameNodes === 'string' ? nameNodes.split(',') : nameNodes).map(s => s.trim()).filter(Boolean)
  let scheme = 'http://'
  const urls = parts.map(part => {
    const found = /^(https?:\/\/)(.*)$/i.exec(part)
    if (found) scheme = found[1].toLowerCase()
    const rest = (found ? found[2] : part).replace(/\/+$/, '').replace(/\/webhdfs\/v1$/, '')
    const url = scheme + rest
    if (!URL.canParse(url) || /[?#\s]/.test(rest)) {
      throw new MillraceError('MILLRACE_USAGE', `${part} is not a NameNode's address; http://host:9870 was expected.`)
    }
    return url
  })
  if (urls.length === 0)
    throw new MillraceError('MILLRACE_USAGE', 'No NameNode was given; http://host:9870 was expected.')
  return [...new Set(urls)]
}

function parseHostMap(map: string | Readonly<Record<string, string>>): Map<string, string> {
  if (typeof map !== 'string') return new Map(Object.entries(map))
  const pairs = map.split(',').filter(pair => pair.trim() !== '')
  return new Map(
    pairs.map(pair => {
      const found = /^\s*([^=\s]+:\d+)=([^=\s]+:\d+)\s*$/.exec(pair)
      if (found) return [found[1], found[2]]
      throw new MillraceError('MILLRACE_USAGE', `${pair.trim()} is not understood; host:port=host:port was expected.`)
    }),
  )
}
