import { readFileSync } from 'node:fs'
import { defineOptions, type OptionValues } from '@millrace/config'
import { MillraceError } from '@millrace/errors'
import type { KafkaConnectionOptions, KafkaSaslOptions, KafkaTlsOptions } from './network/connection-options.ts'

const group = 'Kafka security'

/** The options of every command that connects to Kafka. */
export const kafkaSecurityOptions = defineOptions({
  tls: { type: 'boolean', env: 'KAFKA_TLS', group, help: 'Connect over TLS' },
  tlsCa: { type: 'path', env: 'KAFKA_TLS_CA', group, help: 'CA certificates (PEM); implies --tls' },
  tlsCert: { type: 'path', env: 'KAFKA_TLS_CERT', group, help: 'Client certificate (PEM)' },
  tlsKey: { type: 'path', env: 'KAFKA_TLS_KEY', group, help: 'Key of the client certificate (PEM)' },
  saslMechanism: {
    type: 'choice',
    choices: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'],
    env: 'KAFKA_SASL_MECHANISM',
    group,
    help: 'SASL mechanism',
  },
  saslUsername: { type: 'string', env: 'KAFKA_SASL_USERNAME', group, help: 'User name' },
  saslPassword: {
    type: 'string',
    env: 'KAFKA_SASL_PASSWORD',
    group,
    help: 'Password; better given in the environment',
  },
})

type SecurityOptions = OptionValues<typeof kafkaSecurityOptions>

/** TLS and SASL as the options say. */
export function kafkaSecurity(options: SecurityOptions): Pick<KafkaConnectionOptions, 'tls' | 'sasl'> {
  return { tls: tlsOf(options), sasl: saslOf(options) }
}

function tlsOf({ tls, tlsCa, tlsCert, tlsKey }: SecurityOptions): KafkaTlsOptions | true | undefined {
  if (tlsCa === undefined && tlsCert === undefined && tlsKey === undefined) return tls ? true : undefined
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new MillraceError('MILLRACE_USAGE', '--tls-cert and --tls-key belong together; expected both or neither.')
  }
  return { ca: pem('--tls-ca', tlsCa), cert: pem('--tls-cert', tlsCert), key: pem('--tls-key', tlsKey) }
}

function saslOf({ saslMechanism, saslUsername, saslPassword }: SecurityOptions): KafkaSaslOptions | undefined {
  if (saslMechanism === undefined && saslUsername === undefined && saslPassword === undefined) return undefined
  if (saslMechanism === undefined || saslUsername === undefined || saslPassword === undefined) {
    throw new MillraceError(
      'MILLRACE_USAGE',
      '--sasl-mechanism, --sasl-username and --sasl-password belong together; expected all or none.',
    )
  }
  return { mechanism: saslMechanism, username: saslUsername, password: saslPassword }
}

function pem(flag: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new MillraceError('MILLRACE_USAGE', `${flag} ${path} cannot be read; expected a PEM file.`, { cause: error })
  }
}
