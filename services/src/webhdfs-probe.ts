import { request } from 'node:http'

const TIMEOUT_MS = 5_000
const PROBE_FILE = '.millrace-probe'
const USER = 'user.name=hdfs'

/** True when the NameNode at `url` (`http://host:port`) answers. */
export async function nameNodeAnswers(url: string): Promise<boolean> {
  return (await send('GET', `${url}/webhdfs/v1/?op=GETFILESTATUS&${USER}`)).status === 200
}

/**
 * True when a block can be written through WebHDFS's redirect and read back: safe mode refuses the first, and both need a
 * DataNode that is alive.
 */
export async function hdfsIsReady(url: string): Promise<boolean> {
  const file = `${url}/webhdfs/v1/${PROBE_FILE}`
  const written = await throughRedirect('PUT', `${file}?op=CREATE&overwrite=true&${USER}`, 'ok')
  if (written.status !== 201) return false
  const read = await throughRedirect('GET', `${file}?op=OPEN&${USER}`)
  if (read.text !== 'ok') return false
  return (await send('DELETE', `${file}?op=DELETE&${USER}`)).status === 200
}

interface Answer {
  readonly status: number
  readonly location: string | undefined
  readonly text: string
}

/** The NameNode is asked without a body; what it redirects to gets the body. */
export async function throughRedirect(method: string, url: string, body?: string): Promise<Answer> {
  const { status, location } = await send(method, url)
  if (location === undefined) throw new Error(`${url} answered ${status} instead of a redirect`)
  return send(method, location, body)
}

/** node:http, because a DataNode sends `100 Continue` without being asked, which `fetch` takes for a bad response. */
export function send(method: string, url: string, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/octet-stream', 'content-length': Buffer.byteLength(body) }
    const outgoing = request(
      url,
      { method, headers, agent: false, signal: AbortSignal.timeout(TIMEOUT_MS) },
      answer => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', chunk => {
          text += chunk
        })
        answer.on('error', reject)
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, location: answer.headers.location, text }))
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
