import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KafkaCluster } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { millrace, temporaryFolder } from '../apps/cli/src/testing/millrace-process.ts'
import { startKafkaWithListeners } from '../libs/kafka/src/testing/kafka-with-listeners.ts'

const PASSWORD = 'correct horse'
const LINES = ['a.example', 'b.example'].map(
  host => `${host} - - [01/Aug/1995:00:00:01 -0400] "GET /one HTTP/1.0" 200 10\n`,
)

describeWithServices('A pipeline of SQL over Kafka with SASL', () => {
  let kafka: KafkaCluster
  let brokers: string

  beforeAll(async () => {
    const login = 'org.apache.kafka.common.security.plain.PlainLoginModule'
    const started = await startKafkaWithListeners(
      { LOGIN: { protocol: 'SASL_PLAINTEXT' } },
      {
        'sasl.enabled.mechanisms': 'PLAIN',
        'listener.name.login.plain.sasl.jaas.config': `${login} required user_alice="${PASSWORD}";`,
      },
    )
    kafka = started.kafka
    brokers = started.addresses.LOGIN
  })
  afterAll(() => kafka?.stop())

  test('writes a topic and reads it again, with the password of the options; another one is refused', async () => {
    const cwd = temporaryFolder()
    mkdirSync(join(cwd, 'in'))
    writeFileSync(join(cwd, 'in/1.txt'), LINES.join(''))
    const cluster = `brokers '${brokers}', topic 'lines', saslMechanism 'PLAIN', saslUsername 'alice', saslPassword '\${password}'`
    writeFileSync(
      join(cwd, 'write.sql'),
      `create temporary view texts using text options (path 'in');
create streaming table lines using kafka options (${cluster}, checkpoint 'write.checkpoint') as select value from texts;`,
    )
    writeFileSync(
      join(cwd, 'read.sql'),
      `create temporary view logs using kafka options (${cluster}, logFormat 'common');
create streaming table hosts using console options (checkpoint 'read.checkpoint') as select host, status from logs;`,
    )
    const run = (file: string, password = PASSWORD) =>
      millrace(['run', file, '--once', '--workers', '0', '--set', `password=${password}`], { cwd })
    const refused = await run('write.sql', 'wrong')
    expect(refused.code).toBe(1)
    expect(refused.stderr.trimEnd().split('\n').at(-1)).toContain(`${brokers} refused the SASL login`)
    const written = await run('write.sql')
    expect(written.code, written.stderr).toBe(0)
    const read = await run('read.sql')
    expect(read.code, read.stderr).toBe(0)
    expect(read.stdout).toContain('|a.example|   200|\n|b.example|   200|\n')
  }, 120_000)
})
