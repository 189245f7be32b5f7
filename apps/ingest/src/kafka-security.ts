import { readFileSync } from 'node:fs'
import { MillraceError } from '@millrace/errors'
import type { KafkaConnectionOptions, KafkaSaslOptions, KafkaTlsOptions } from '@millrace/kafka'
import type { IngestOptions } from './options.ts'

/** TLS and SASL as the options say. */
export function securityOf(options: IngestOptions): Pick<KafkaConnectionOptions, 'tls' | 'sasl'> {
  return { tls: tlsOf(options), sasl: saslOf(options) }
}

function tlsOf({ tls, tlsCa, tlsCert, tlsKey }: IngestOptions): KafkaTlsOptions | true | undefined {
  if (tlsCa === undefined && tlsCert === undefined && tlsKey === undefined) return tls ? true : undefined
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new MillraceError('MILLRACE_USAGE', '--tls-cert and --tls-key belong together; expected both or neither.')
  }
  return { ca: pem('--tls-ca', tlsCa), cert: pem('--tls-cert', tlsCert), key: pem('--tls-key', tlsKey) }
}

function saslOf({ saslMechanism, saslUsername, saslPassword }: IngestOptions): KafkaSaslOptions | undefined {
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
