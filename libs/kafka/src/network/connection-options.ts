import { MillraceError } from '@millrace/errors'

/** TLS towards the brokers; the fields are those of `node:tls`. */
export interface KafkaTlsOptions {
  /** PEM of the authorities to trust instead of the well-known ones. */
  readonly ca?: string | Buffer
  /** PEM of the client's certificate, for brokers that ask for one. */
  readonly cert?: string | Buffer
  /** PEM of the client's private key. */
  readonly key?: string | Buffer
  /** Default true; false accepts any certificate. */
  readonly rejectUnauthorized?: boolean
  /** The name the broker's certificate must carry; default: the broker's host. */
  readonly servername?: string
}

export interface KafkaSaslOptions {
  readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
  readonly username: string
  readonly password: string
}

/** How to reach a Kafka cluster (3.1 or newer). */
export interface KafkaConnectionOptions {
  /** Bootstrap brokers as `host:port`; the port defaults to 9092. One that answers is enough. */
  readonly brokers: readonly string[]
  /** Shown in the brokers' logs and quotas; default `millrace`. */
  readonly clientId?: string
  readonly tls?: KafkaTlsOptions | true
  readonly sasl?: KafkaSaslOptions
  /** Milliseconds to wait for a connection, TLS and SASL included; default 5000. */
  readonly connectTimeout?: number
  /** Milliseconds to wait for an answer; default 30000. */
  readonly requestTimeout?: number
}

export interface BrokerAddress {
  readonly host: string
  readonly port: number
}

/** `host`, `host:port` or `[ipv6]:port`. MILLRACE_USAGE when it is none of them. */
export function parseBrokerAddress(text: string): BrokerAddress {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/,[\]]+))(?::(\d{1,5}))?$/.exec(text.trim())
  const port = match?.[3] === undefined ? 9092 : Number(match[3])
  if (!match || port < 1 || port > 65535) {
    throw new MillraceError('MILLRACE_USAGE', `"${text}" is not a Kafka broker: expected host:port.`)
  }
  return { host: match[1] ?? match[2], port }
}

export function parseBrokerAddresses(brokers: readonly string[]): readonly BrokerAddress[] {
  if (brokers.length === 0) throw new MillraceError('MILLRACE_USAGE', 'No Kafka broker is given: expected host:port.')
  return brokers.map(parseBrokerAddress)
}

export const displayAddress = ({ host, port }: BrokerAddress): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
