import http from 'node:http'
import https from 'node:https'
import { ConnectionFailure } from './failure.ts'
import type { WebHdfsSettings } from './options.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** Absolute, and sent exactly as it is. */
  readonly url: string
  readonly body?: Uint8Array
}

export interface HttpResponse {
  readonly status: number
  readonly location: string | undefined
  readonly json: boolean
  /** True when the server said how long the body is, so that a body cut short was noticed. */
  readonly sized: boolean
  readonly body: Uint8Array
}

/**
 * HTTP over a pool of kept-alive connections. Redirects are never followed: their target may need the body or a mapped host.
 * It is Node's own client because DataNodes send `100 Continue` unasked, which undici takes for a bad response.
 */
export class Transport {
  readonly #settings: WebHdfsSettings
  readonly #http: http.Agent
  readonly #https: https.Agent

  constructor(settings: WebHdfsSettings) {
    this.#settings = settings
    const pool = { keepAlive: true, maxSockets: settings.connections, keepAliveMsecs: 10_000 }
    this.#http = new http.Agent(pool)
    this.#https = new https.Agent({ ...pool, ca: settings.ca })
  }

  /** One request, one answer of whatever status. Throws ConnectionFailure when there is none. */
  send(request: HttpRequest): Promise<HttpResponse> {
    const found = /^(https?:)\/\/(\[[^\]]+\]|[^:/?]+)(?::(\d+))?([^#]*)$/i.exec(request.url)
    if (found === null) return Promise.reject(new ConnectionFailure(request.url, false, new Error('no such address')))
    const [, protocol, host, port, path] = found
    const secure = protocol.toLowerCase() === 'https:'
    const outgoing = (secure ? https : http).request({
      protocol: protocol.toLowerCase(),
      host: host.replace(/^\[|\]$/g, ''),
      port: port ?? (secure ? 443 : 80),
      path: path.startsWith('/') ? path : `/${path}`,
      method: request.method,
      agent: secure ? this.#https : this.#http,
      headers: {
        'content-length': request.body?.length ?? 0,
        // HttpFS takes a body of this type only.
        ...(request.body === undefined ? {} : { 'content-type': 'application/octet-stream' }),
      },
    })
    const origin = `${protocol}//${host}${port === undefined ? '' : `:${port}`}`
    return this.#exchange(outgoing, request.body, origin, secure)
  }

  close(): void {
    this.#http.destroy()
    this.#https.destroy()
  }

  #exchange(
    outgoing: http.ClientRequest,
    body: Uint8Array | undefined,
    origin: string,
    secure: boolean,
  ): Promise<HttpResponse> {
    const { connectTimeoutMs, readTimeoutMs } = this.#settings
    return new Promise((resolve, reject) => {
      let sent = false
      const fail = (error: Error) => {
        outgoing.destroy()
        reject(new ConnectionFailure(origin, sent, error))
      }
      let answered = false
      // A server that refuses a body answers and hangs up: its answer counts, not that the rest could not be sent.
      outgoing.on('error', error => {
        if (!answered) fail(error)
      })
      outgoing.on('socket', socket => {
        sent = !socket.connecting
        if (sent) return
        const timer = setTimeout(() => fail(new Error(`no connection in ${connectTimeoutMs} ms`)), connectTimeoutMs)
        outgoing.once('close', () => clearTimeout(timer))
        socket.once(secure ? 'secureConnect' : 'connect', () => {
          sent = true
          clearTimeout(timer)
        })
      })
      outgoing.setTimeout(readTimeoutMs, () => fail(new Error(`no answer in ${readTimeoutMs} ms`)))
      outgoing.on('response', response => {
        answered = true
        const parts: Buffer[] = []
        response.on('error', fail)
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => {
          if (!response.complete) return fail(new Error('the connection closed in the middle of an answer'))
          resolve({
            status: response.statusCode ?? 0,
            location: response.headers.location,
            json: response.headers['content-type']?.startsWith('application/json') ?? false,
            sized: response.headers['content-length'] !== undefined,
            body: parts.length === 1 ? parts[0] : Buffer.concat(parts),
          })
        })
      })
      outgoing.end(body)
    })
  }
}
