import { MillraceError } from '@millrace/errors'
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { Figures } from '../figures.ts'
import type { Metrics } from './metrics.ts'
import type { QueryHealth } from './query-health.ts'

export interface HttpOptions {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  readonly health: QueryHealth
  readonly metrics: Metrics
  readonly figures: Figures
}

export interface HttpServer {
  /** Where it listens, for example `http://127.0.0.1:4000`. */
  readonly url: string
  close(): Promise<void>
}

const PATHS = '/api/v1/analyses, /api/v1/analyses/<name>, /healthz, /readyz, /metrics'

/**
 * The analyzer's HTTP API: `/api/v1/analyses` is the whole report, `/api/v1/analyses/<name>` one of its members; the header
 * `x-millrace-batch-id` names the batch, `none` before the first. `/healthz`, `/readyz` and `/metrics` are for whoever
 * watches the process. Errors are JSON: `{ message }`.
 *
 * @throws MillraceError MILLRACE_USAGE: the address cannot be listened on.
 */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const { host, port } = options
  const app = fastify({
    forceCloseConnections: true,
    // A long name is an unknown one; the length of a request is bounded anyway.
    routerOptions: { maxParamLength: 16_384 },
    frameworkErrors: (error, _request, reply) =>
      refuse(reply, error.statusCode ?? 400, 'The request is not understood.'),
  })
  protect(app)
  probes(app, options)
  analyses(app, options.figures)
  try {
    const url = await app.listen({ host, port })
    return { url, close: () => app.close() }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const reason = code === 'EADDRINUSE' ? 'it is in use' : message
    throw new MillraceError(
      'MILLRACE_USAGE',
      `--port ${port}: cannot listen on ${host}:${port}, ${reason}; expected a free port, or 0 to take one.`,
      { cause },
    )
  }
}

function analyses(app: FastifyInstance, figures: Figures): void {
  app.get('/api/v1/analyses', async (_request, reply) => {
    const { batchId, report } = figures.current
    reply.header('x-millrace-batch-id', batchId ?? 'none')
    return report
  })
  app.get<{ Params: { name: string } }>('/api/v1/analyses/:name', async (request, reply) => {
    const { batchId, report } = figures.current
    const { name } = request.params
    reply.header('x-millrace-batch-id', batchId ?? 'none')
    if (!Object.hasOwn(report, name))
      return refuse(
        reply,
        404,
        `There is no analysis ${JSON.stringify(name)}; expected one of ${Object.keys(report).join(', ')}.`,
      )
    // A string would be sent as text, and numbers not at all.
    return reply.type('application/json').send(JSON.stringify(report[name as keyof typeof report]))
  })
}

function probes(app: FastifyInstance, { health, metrics }: HttpOptions): void {
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const { problem } = health
    if (problem === undefined) return { status: 'ready' }
    reply.code(503)
    return { status: 'not ready', problem }
  })
  app.get('/metrics', async (_request, reply) => {
    const text = await metrics.text()
    return reply.type(metrics.contentType).send(text)
  })
}

/** Headers and errors that are the same everywhere. */
function protect(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
    if (request.method === 'GET' || request.method === 'HEAD') return
    reply.header('allow', 'GET, HEAD')
    return refuse(reply, 405, `${request.method} is not allowed here; expected GET or HEAD.`)
  })
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404, `There is nothing here; expected ${PATHS}.`))
  app.setErrorHandler((error, _request, reply) => {
    const { statusCode = 500, message } = error as { readonly statusCode?: number; readonly message: string }
    return refuse(reply, statusCode, statusCode < 500 ? message : 'The request failed.')
  })
}

const refuse = (reply: FastifyReply, code: number, message: string): FastifyReply =>
  reply.code(code).type('application/json; charset=utf-8').send({ message })
