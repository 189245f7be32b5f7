import { execFileSync } from 'node:child_process'
import { pbkdf2Sync, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KafkaCluster } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kafkaLineProducer } from '../producer/kafka-line-producer.ts'
import { kafkaSource } from '../source/kafka-source.ts'
import { KafkaAdmin } from '../testing/kafka-admin.ts'
import { startKafkaWithListeners } from '../testing/kafka-with-listeners.ts'
import { readAll, transactionOf } from '../testing/lines.ts'
import type { KafkaConnectionOptions, KafkaSaslOptions } from './connection-options.ts'

const PASSWORD = 'correct horse'

describeWithServices('TLS and SASL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-tls-'))
  let kafka: KafkaCluster
  let addresses: Record<'TLS' | 'MUTUAL' | 'LOGIN', string>
  let server: Certificate
  let client: Certificate

  beforeAll(async () => {
    server = certificate('server')
    client = certificate('client')
    const login = 'org.apache.kafka.common.security'
    const started = await startKafkaWithListeners(
      { TLS: { protocol: 'SSL' }, MUTUAL: { protocol: 'SSL' }, LOGIN: { protocol: 'SASL_SSL' } },
      {
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.key': server.key,
        'ssl.keystore.certificate.chain': server.cert,
        'listener.name.mutual.ssl.client.auth': 'required',
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.certificates': client.cert,
        'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
        'listener.name.login.plain.sasl.jaas.config': `${login}.plain.PlainLoginModule required user_alice="${PASSWORD}";`,
        'listener.name.login.scram-sha-256.sasl.jaas.config': `${login}.scram.ScramLoginModule required;`,
        'listener.name.login.scram-sha-512.sasl.jaas.config': `${login}.scram.ScramLoginModule required;`,
      },
    )
    kafka = started.kafka
    addresses = started.addresses
    const admin = new KafkaAdmin(kafka.bootstrap)
    for (const [mechanism, digest, bytes] of [
      [1, 'sha256', 32],
      [2, 'sha512', 64],
    ] as const) {
      const salt = randomBytes(16)
      await admin.addScramUser('alice', mechanism, salt, pbkdf2Sync(PASSWORD, salt, 4096, bytes, digest))
    }
    await admin.close()
  })
  afterAll(async () => {
    await kafka?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  interface Certificate {
    readonly key: string
    readonly cert: string
  }

  /** A throwaway certificate that signs itself. */
  function certificate(name: string): Certificate {
    const [key, cert] = ['key', 'cert'].map(kind => join(folder, `${name}.${kind}`))
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']
    const output = ['-keyout', key, '-out', cert, '-days', '2']
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...output, ...subject], { stdio: 'pipe' })
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  }

  async function roundTrip(topic: string, connection: KafkaConnectionOptions): Promise<string[]> {
    const producer = kafkaLineProducer({ topic, ...connection })
    await producer.open()
    await producer.commit(transactionOf(['over', 'the', 'wire'], { s: { at: 1 } }))
    await producer.close()
    const source = kafkaSource({ topic, ...connection })
    await source.open({ wait: false })
    const lines = await readAll(source)
    await source.close()
    return lines
  }

  const failure = (connection: KafkaConnectionOptions): Promise<unknown> => {
    const source = kafkaSource({ topic: 'x', connectTimeout: 3000, ...connection })
    return source
      .open({ wait: true })
      .then(() => 'opened')
      .catch((error: unknown) => error)
      .finally(() => source.close())
  }

  it('TLS carries lines both ways', async () => {
    const tls = { ca: server.cert }
    expect(await roundTrip('tls', { brokers: [addresses.TLS], tls })).toHaveLength(3)
    expect(
      await roundTrip('tls-name', { brokers: [addresses.TLS], tls: { ...tls, servername: 'localhost' } }),
    ).toHaveLength(3)
    expect(await roundTrip('tls-any', { brokers: [addresses.TLS], tls: { rejectUnauthorized: false } })).toHaveLength(3)
  })

  it('TLS refuses a certificate that is not trusted or carries another name', async () => {
    const auth = { code: 'MILLRACE_KAFKA_AUTH', retryable: false }
    expect(await failure({ brokers: [addresses.TLS], tls: true })).toMatchObject(auth)
    const tls = { ca: server.cert, servername: 'elsewhere.example' }
    expect(await failure({ brokers: [addresses.TLS], tls })).toMatchObject(auth)
  })

  it('a client certificate is sent where the broker wants one', async () => {
    const tls = { ca: server.cert, ...client }
    expect(await roundTrip('mutual', { brokers: [addresses.MUTUAL], tls })).toHaveLength(3)
    expect(await failure({ brokers: [addresses.MUTUAL], tls: { ca: server.cert } })).toMatchObject({
      code: expect.stringMatching(/AUTH|UNREACHABLE/),
    })
  })

  it.each(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const)(
    'SASL %s logs in, and not with a wrong password',
    async mechanism => {
      const sasl: KafkaSaslOptions = { mechanism, username: 'alice', password: PASSWORD }
      const connection = { brokers: [addresses.LOGIN], tls: { ca: server.cert } }
      expect(await roundTrip(mechanism.toLowerCase(), { ...connection, sasl })).toHaveLength(3)
      const error = await failure({ ...connection, sasl: { ...sasl, password: 'wrong' } })
      expect(error).toMatchObject({ code: 'MILLRACE_KAFKA_AUTH', message: expect.stringContaining(addresses.LOGIN) })
      expect(String(error)).not.toContain('wrong')
    },
  )

  it('says so when one side speaks TLS and the other does not', async () => {
    expect(await failure({ brokers: [addresses.TLS] })).toMatchObject({ code: 'MILLRACE_KAFKA_AUTH' })
    expect(await failure({ brokers: [...kafka.bootstrap], tls: { ca: server.cert } })).toMatchObject({
      code: expect.stringMatching(/AUTH|UNREACHABLE/),
    })
  })
})
