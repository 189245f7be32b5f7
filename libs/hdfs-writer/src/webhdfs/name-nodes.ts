import { setTimeout as delay } from 'node:timers/promises'
import { ConnectionFailure, isPassing } from './failure.ts'
import { encodePath } from './hdfs-path.ts'
import type { WebHdfsSettings } from './options.ts'
import { parseRemoteException, RemoteException } from './remote-exception.ts'
import type { HttpRequest, HttpResponse, Transport } from './transport.ts'

export interface NameNodeRequest {
  readonly method: HttpRequest['method']
  readonly op: string
  readonly path: string
  readonly params?: Readonly<Record<string, string | number | boolean | undefined>>
}

/** The NameNodes of one cluster: requests go to the one that answered last, others are tried when it is away or on standby. */
export class NameNodes {
  readonly #settings: WebHdfsSettings
  readonly #transport: Transport
  readonly #closing = new AbortController()
  #active = 0

  constructor(settings: WebHdfsSettings, transport: Transport) {
    this.#settings = settings
    this.#transport = transport
  }

  /** One attempt at the active NameNode, never with a body. Answers below 400 come back, others are thrown. */
  async send(request: NameNodeRequest): Promise<HttpResponse> {
    const active = this.#active
    const query = new URLSearchParams({ op: request.op, ...this.#settings.identity })
    for (const [name, value] of Object.entries(request.params ?? {}))
      if (value !== undefined) query.set(name, String(value))
    const url = `${this.#settings.nameNodes[active]}/webhdfs/v1${encodePath(request.path)}?${query}`
    try {
      return accepted(await this.#transport.send({ method: request.method, url }))
    } catch (error) {
      // Another request may have moved on already.
      const elsewhere = error instanceof ConnectionFailure || isStandby(error)
      if (elsewhere && this.#active === active) this.#active = (active + 1) % this.#settings.nameNodes.length
      throw error
    }
  }

  /**
   * Repeats `attempt` while it fails in a way that passes, with exponential backoff and within bounds. A request that must
   * not happen twice (`repeatable: false`) is repeated only when the server cannot have carried it out.
   */
  async retrying<T>(attempt: (failure: unknown) => Promise<T>, repeatable = true): Promise<T> {
    const { attempts, baseDelayMs, maxDelayMs } = this.#settings.retry
    const servers = this.#settings.nameNodes.length
    let failure: unknown
    for (let i = 1; ; i++) {
      try {
        return await attempt(failure)
      } catch (error) {
        const unsafe = !repeatable && error instanceof ConnectionFailure && error.sent
        if (!isPassing(error) || unsafe || i >= attempts * servers || this.#closing.signal.aborted) throw error
        failure = error
      }
      // The other NameNodes are asked at once, then everybody gets a pause.
      if (i % servers !== 0) continue
      const wait = Math.min(maxDelayMs, baseDelayMs * 2 ** (i / servers - 1)) * (0.5 + Math.random() / 2)
      try {
        await delay(wait, undefined, { signal: this.#closing.signal })
      } catch {
        throw failure
      }
    }
  }

  /** Ends pauses between attempts. */
  close(): void {
    this.#closing.abort()
  }
}

/** The answer when it is a result; a RemoteException is thrown. */
export function accepted(response: HttpResponse): HttpResponse {
  if (response.status >= 400) throw parseRemoteException(response.status, response.body)
  return response
}

const isStandby = (error: unknown) => error instanceof RemoteException && error.exception === 'StandbyException'
