import { ConnectionFailure } from './failure.ts'
import { accepted, type NameNodeRequest, type NameNodes } from './name-nodes.ts'
import type { WebHdfsSettings } from './options.ts'
import { RemoteException } from './remote-exception.ts'
import type { HttpResponse, Transport } from './transport.ts'

/** Moves file contents: the NameNode (or HttpFS) says where, without ever seeing the data, then a DataNode takes or gives it. */
export class Transfer {
  readonly #settings: WebHdfsSettings
  readonly #nameNodes: NameNodes
  readonly #transport: Transport

  constructor(settings: WebHdfsSettings, nameNodes: NameNodes, transport: Transport) {
    this.#settings = settings
    this.#nameNodes = nameNodes
    this.#transport = transport
  }

  /** CREATE or APPEND. With `repeatable` an interrupted transfer is started again. */
  async upload(request: NameNodeRequest, data: Uint8Array, repeatable: boolean): Promise<void> {
    await this.#nameNodes.retrying(async failure => {
      const answer = await this.#locate(request, failure)
      const url = locationOf(answer)
      if (url === undefined) {
        // A server that made the (empty) file at once.
        if (answer.status === 201 && data.length === 0) return
        throw new RemoteException('HTTP', '', `status ${answer.status} and no place to send the data to`, answer.status)
      }
      const { method } = request
      const stored = accepted(await this.#transport.send({ method, url: this.#mapped(url), body: data }))
      if (stored.status !== 200 && stored.status !== 201) {
        throw new RemoteException('HTTP', '', `status ${stored.status} after the data was sent`, stored.status)
      }
    }, repeatable)
  }

  /** OPEN. */
  download(request: NameNodeRequest): Promise<HttpResponse> {
    return this.#nameNodes.retrying(async failure => {
      const answer = await this.#locate(request, failure)
      const url = locationOf(answer)
      return url === undefined
        ? answer
        : accepted(await this.#transport.send({ method: 'GET', url: this.#mapped(url) }))
    })
  }

  /** A NameNode still redirects to a DataNode that has just died, so the one that failed is left out the next time. */
  async #locate(request: NameNodeRequest, failure: unknown): Promise<HttpResponse> {
    const excluded = failure instanceof ConnectionFailure ? this.#dataNodeHost(failure.origin) : undefined
    if (excluded === undefined) return this.#nameNodes.send(request)
    try {
      return await this.#nameNodes.send({ ...request, params: { ...request.params, excludedatanodes: excluded } })
    } catch (error) {
      if (error instanceof RemoteException && /Failed to find datanode/.test(error.message)) {
        return this.#nameNodes.send(request)
      }
      throw error
    }
  }

  #dataNodeHost(origin: string): string | undefined {
    if (this.#settings.nameNodes.some(nameNode => nameNode.startsWith(origin))) return undefined
    const reached = new URL(origin).host
    for (const [theirs, ours] of this.#settings.dataNodes) if (ours === reached) return theirs.replace(/:\d+$/, '')
    return reached.replace(/:\d+$/, '')
  }

  #mapped(url: string): string {
    const [, scheme, host, rest] = /^(https?:\/\/)([^/]+)(.*)$/i.exec(url) ?? []
    const ours = this.#settings.dataNodes.get(host ?? '')
    return ours === undefined ? url : `${scheme}${ours}${rest}`
  }
}

/** From a 307's header, or from the body that `noredirect` asks for. */
function locationOf(answer: HttpResponse): string | undefined {
  if (answer.status >= 300) return answer.location
  if (!answer.json) return undefined
  try {
    const { Location: location } = JSON.parse(new TextDecoder().decode(answer.body))
    return typeof location === 'string' ? location : undefined
  } catch {
    return undefined
  }
}
