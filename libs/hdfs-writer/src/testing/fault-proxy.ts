import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'

/** What a real server cannot be made to do on demand. */
export type Fault =
  | 'pass'
  /** The request is carried out and the connection breaks before the answer. */
  | 'lose-answer'
  /** The connection breaks and the request never arrives. */
  | 'lose-request'
  /** Nothing comes back; the request never arrives. */
  | 'hang'
  /** An answer of the proxy's own. */
  | { readonly status: number; readonly body: unknown }
  /** Forwarded with another query string. */
  | { readonly query: (params: URLSearchParams) => void }

export interface SeenRequest {
  readonly method: string
  readonly op: string
  readonly path: string
  readonly params: URLSearchParams
  readonly bodyBytes: number
}

export interface FaultProxy {
  readonly url: string
  /** `127.0.0.1:port` */
  readonly host: string
  readonly seen: SeenRequest[]
  /** Decides about each request; passes all until it is set. */
  decide: (request: SeenRequest) => Fault
  close(): Promise<void>
}

export const remoteException = (exception: string, message = exception, status = 403): Fault => ({
  status,
  body: { RemoteException: { exception, javaClassName: `org.apache.hadoop.${exception}`, message } },
})

/** An HTTP proxy in front of a real NameNode or DataNode (`target` is its base URL), on a free port; it speaks TLS where it has a key. */
export async function faultProxy(target: string, tls?: { key: Buffer; cert: Buffer }): Promise<FaultProxy> {
  const seen: SeenRequest[] = []
  const handle: http.RequestListener = async (incoming, outgoing) => {
    const body: Buffer[] = []
    for await (const part of incoming) body.push(part)
    const url = new URL(incoming.url ?? '/', target)
    const request: SeenRequest = {
      method: incoming.method ?? '',
      op: url.searchParams.get('op') ?? '',
      path: decodeURIComponent(url.pathname.replace('/webhdfs/v1', '')),
      params: url.searchParams,
      bodyBytes: Buffer.concat(body).length,
    }
    seen.push(request)
    const fault = proxy.decide(request)
    if (fault === 'hang') return
    if (fault === 'lose-request') return incoming.socket.destroy()
    if (typeof fault === 'object' && 'status' in fault) {
      outgoing.writeHead(fault.status, { 'content-type': 'application/json' }).end(JSON.stringify(fault.body))
      return
    }
    let path = incoming.url ?? '/'
    if (typeof fault === 'object') {
      const params = new URLSearchParams(url.searchParams)
      fault.query(params)
      path = `${path.split('?')[0]}?${params}`
    }
    const { hostname, port } = new URL(target)
    const forwarded = http.request({
      hostname,
      port,
      path,
      method: incoming.method,
      headers: incoming.headers,
      agent: false,
    })
    forwarded.on('error', () => incoming.socket.destroy())
    forwarded.on('response', answer => {
      if (fault === 'lose-answer') {
        answer.resume().on('end', () => incoming.socket.destroy())
        return
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    })
    forwarded.end(Buffer.concat(body))
  }
  const server = tls === undefined ? http.createServer(handle) : https.createServer(tls, handle)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const proxy: FaultProxy = {
    url: `${tls === undefined ? 'http' : 'https'}://${host}`,
    host,
    seen,
    decide: () => 'pass',
    async close() {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
  return proxy
}

/** Applies `fault` to the first `times` requests of an operation and lets the others pass. */
export function firstTimes(times: number, op: string, fault: Fault): (request: SeenRequest) => Fault {
  let left = times
  return request => (request.op === op && left-- > 0 ? fault : 'pass')
}
