import { parentPort, workerData } from 'node:worker_threads'
import type { Answer } from './compare.ts'
import type { Reply, Request, SessionError, SessionModule, SqlSessionLike } from './session-protocol.ts'

/** The thread that a session runs in, so that one that never answers can be ended. */
const port = parentPort!
const { specifier, options } = workerData as SessionModule
const send = (reply: Reply): void => port.postMessage(reply)

let SqlSession: (new (options?: unknown) => SqlSessionLike) | undefined
let session: SqlSessionLike | undefined

async function handle(request: Request): Promise<Answer> {
  if (request.kind === 'open') {
    await session?.[Symbol.asyncDispose]?.()
    session = new SqlSession!(options)
    return { columns: [], rows: [] }
  }
  return session!.execute(request.sql)
}

function errorOf(error: unknown): SessionError {
  if (!(error instanceof Error)) return { code: 'thrown', message: String(error) }
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && code.startsWith('MILLRACE_')) return { code, message: error.message }
  const place = /^ {4}at .*$/m.exec(error.stack ?? '')?.[0].trim() ?? ''
  return { code: error.name, message: `${error.message} ${place}`.trim() }
}

/** Only what is compared; an answer that is not of this form throws here, not in the comparison. */
const plain = ({ columns, rows }: Answer): Answer => ({
  columns: columns.map(({ name, type }) => ({ name: String(name), type: String(type) })),
  rows: rows.map(row => row.map(value => (value === null ? null : String(value)))),
})

try {
  ;({ SqlSession } = await import(specifier))
  port.on('message', (request: Request) => {
    handle(request)
      .then(plain)
      .then(
        answer => send({ kind: 'answer', answer }),
        error => send({ kind: 'error', error: errorOf(error) }),
      )
  })
  send({ kind: 'ready' })
} catch (error) {
  send({ kind: 'error', error: errorOf(error), fatal: true })
}
