import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { MillraceProcess, millrace } from '../../testing/millrace-process.ts'
import { projectFolder } from '../../testing/project-folder.ts'

const logs = (options: string): string => `create temporary view logs using kafka options (topic 'logs', ${options});`
const console = "create streaming table t using console options (checkpoint 'c') as select host from logs;"
const kafka = (options: string): string => `create temporary view texts using text options (path 'in');
create streaming table t using kafka options (topic 'out', checkpoint 'c', ${options}) as select value from texts;`

function project(sql: string): string {
  const cwd = projectFolder()
  writeFileSync(join(cwd, 'pipeline.sql'), sql)
  writeFileSync(join(cwd, 'in/1.txt'), 'one\n')
  return cwd
}

/** The first two bytes that a connection sends to the broker of a pipeline. */
async function firstBytes(pipeline: (brokers: string) => string): Promise<Uint8Array> {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  const first = new Promise<Buffer>(resolve => {
    server.on('connection', socket => {
      socket.on('error', () => {})
      socket.once('data', data => {
        resolve(data)
        socket.destroy()
      })
    })
  })
  await once(server, 'listening')
  const brokers = `brokers '127.0.0.1:${(server.address() as AddressInfo).port}'`
  const running = new MillraceProcess(['run', 'pipeline.sql', '--workers', '0'], { cwd: project(pipeline(brokers)) })
  const bytes = await first
  running.child.kill('SIGKILL')
  await running.exited
  return bytes.subarray(0, 2)
}

/** TLS 1.0's record of a handshake, with which every version begins. */
const HANDSHAKE = Uint8Array.of(0x16, 3)

test('a source and a sink connect over TLS when told to', async () => {
  expect(await firstBytes(brokers => logs(`${brokers}, tls 'true'`) + console)).toEqual(Buffer.from(HANDSHAKE))
  expect(await firstBytes(brokers => logs(brokers) + console)).not.toEqual(Buffer.from(HANDSHAKE))
  expect(await firstBytes(brokers => kafka(`${brokers}, tls true`))).toEqual(Buffer.from(HANDSHAKE))
}, 60_000)

test.each([
  [logs("brokers 'b:1', tlsCert 'c.pem'") + console, 'pipeline.sql:1:1: tlsCert and tlsKey belong together'],
  [
    logs("brokers 'b:1', saslMechanism 'PLAN'") + console,
    'View logs using kafka: saslMechanism: "PLAN" is not one of PLAIN, SCRAM-SHA-256, SCRAM',
  ],
  [kafka("brokers 'b:1', tlsCa 'no.pem'"), /tlsCa \/.*no\.pem cannot be read; expected a PEM file/],
  [kafka("brokers 'b:1', saslUsername 'u'"), 'saslPassword belong together; expected all or none.'],
])('refused: %s', async (sql, message) => {
  const { code, stderr } = await millrace(['run', 'pipeline.sql', '--once'], { cwd: project(sql) })
  expect(code).toBe(2)
  if (typeof message === 'string') expect(stderr).toContain(message)
  else expect(stderr).toMatch(message)
})
