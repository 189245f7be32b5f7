import type { Report } from '@millrace/analytics'
import { MillraceError } from '@millrace/errors'
import fastify, { type FastifyInstance } from 'fastify'
import type { Metrics } from './metrics.ts'
import type { QueryHealth } from './query-health.ts'

export interface HttpOptions {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  readonly health: QueryHealth
  readonly metrics: Metrics
  /** The newest committed figures and their batch; batch null before the first. */
  readonly current: () => { readonly batchId: number | null; readonly report: Report }
}

export interface HttpServer {
  /** Where it listens, for example `http://127.0.0.1:4000`. */
  readonly url: string
  close(): Promise<void>
}

/**
 * The analyzer's HTTP API: `/api/v1/analyses` is the whole report, `/api/v1/analyses/<name>` one of its members; the header
 * `x-millrace-batch-id` names the batch. `/healthz`, `/readyz` and `/metrics` are for whoever watches the process.
 */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const app = fastify({ forceCloseConnections: true })
  routes(app, options)
  try {
    const url = await app.listen({ host: options.host, port: options.port })
    return { url, close: () => app.close() }
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'it is in use' : (cause as Error).message
    throw new MillraceError(
      'MILLRACE_USAGE',
      `--port ${options.port}: cannot listen on ${options.host}:${options.port}, ${reason}; choose another port, or 0 for a free one.`,
      { cause },
    )
  }
}

function routes(app: FastifyInstance, { health, metrics, current }: HttpOptions): void {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store')
  })
  app.get('/api/v1/analyses', async (_request, reply) => {
    const { batchId, report } = current()
    reply.header('x-millrace-batch-id', batchId ?? 'none')
    return report
  })
  app.get<{ Params: { name: string } }>('/api/v1/analyses/:name', async (request, reply) => {
    const { batchId, report } = current()
    const { name } = request.params
    reply.header('x-millrace-batch-id', batchId ?? 'none').type('application/json')
    if (Object.hasOwn(report, name)) return JSON.stringify(report[name as keyof Report])
    reply.code(404)
    return JSON.stringify({
      code: 'MILLRACE_USAGE',
      message: `There is no analysis "${name}": expected one of ${Object.keys(report).join(', ')}.`,
    })
  })
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const problem = health.notReady()
    if (problem === undefined) return { status: 'ready' }
    reply.code(503)
    return { status: 'not ready', problem }
  })
  app.get('/metrics', async (_request, reply) => {
    reply.type(metrics.registry.contentType)
    return metrics.registry.metrics()
  })
}
