import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An HTTP server on loopback that passes GET requests on. */
export interface Relay {
  readonly url: string
  close(): Promise<void>
}

/** Passes requests on to `target`, and says when the first one comes: somebody has begun to look. */
export async function startRelay(target: string, onFirst: () => void): Promise<Relay> {
  const server = createServer(async ({ url = '/' }, response) => {
    first()
    try {
      const answer = await fetch(new URL(url, target))
      const headers = ['content-type', 'x-millrace-batch-id'].map(name => [name, answer.headers.get(name)])
      response.writeHead(answer.status, Object.fromEntries(headers.filter(([, value]) => value !== null)))
      response.end(await answer.text())
    } catch {
      response.writeHead(502).end()
    }
  })
  let seen = false
  const first = (): void => {
    if (!seen) onFirst()
    seen = true
  }
  server.listen({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
