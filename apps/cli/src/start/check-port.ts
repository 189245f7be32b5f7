import { once } from 'node:events'
import { createServer } from 'node:net'
import { MillraceError } from '@millrace/errors'

/** Where the analyzer's HTTP API listens. */
const HOST = '127.0.0.1'

/** @throws MillraceError MILLRACE_USAGE, as the analyzer does: the port cannot be listened on. */
export async function checkPort(port: number): Promise<void> {
  const host = process.env['MILLRACE_HOST'] || HOST
  const server = createServer()
  try {
    server.listen({ host, port })
    await once(server, 'listening')
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const reason = code === 'EADDRINUSE' ? 'it is in use' : message
    const text = `--port ${port}: cannot listen on ${host}:${port}, ${reason}; expected a free port, or 0 to take one.`
    throw new MillraceError('MILLRACE_USAGE', text, { cause })
  }
  server.close()
  await once(server, 'close')
}
