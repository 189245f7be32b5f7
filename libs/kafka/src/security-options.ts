import { readFileSync } from 'node:fs'
import { defineOptions, flagOf, type OptionValues } from '@millrace/config'
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

type Label = (option: keyof SecurityOptions) => string

/** TLS and SASL as the options say. `label` is what messages call an option; default its flag. */
export function kafkaSecurity(
  options: SecurityOptions,
  label: Label = flagOf,
): Pick<KafkaConnectionOptions, 'tls' | 'sasl'> {
  return { tls: tlsOf(options, label), sasl: saslOf(options, label) }
}

function tlsOf({ tls, tlsCa, tlsCert, tlsKey }: SecurityOptions, label: Label): KafkaTlsOptions | true | undefined {
  if (tlsCa === undefined && tlsCert === undefined && tlsKey === undefined) return tls ? true : undefined
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new MillraceError(
      'MILLRACE_USAGE',
      `${label('tlsCert')} and ${label('tlsKey')} belong together; expected both or neither.`,
    )
  }
  return { ca: pem(label('tlsCa'), tlsCa), cert: pem(label('tlsCert'), tlsCert), key: pem(label('tlsKey'), tlsKey) }
}

function saslOf(
  { saslMechanism, saslUsername, saslPassword }: SecurityOptions,
  label: Label,
): KafkaSaslOptions | undefined {
  if (saslMechanism === undefined && saslUsername === undefined && saslPassword === undefined) return undefined
  if (saslMechanism === undefined || saslUsername === undefined || saslPassword === undefined) {
    throw new MillraceError(
      'MILLRACE_USAGE',
      `${label('saslMechanism')}, ${label('saslUsername')} and ${label('saslPassword')} belong together; expected all or none.`,
    )
  }
  return { mechanism: saslMechanism, username: saslUsername, password: saslPassword }
}

function pem(label: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new MillraceError('MILLRACE_USAGE', `${label} ${path} cannot be read; expected a PEM file.`, { cause: error })
  }
}
