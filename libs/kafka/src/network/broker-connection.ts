import { isIP } from 'node:net'
import { MillraceError } from '@millrace/errors'
import { type BrokerAddress, displayAddress, type KafkaConnectionOptions } from './connection-options.ts'
import { TransientBrokerError } from './error-codes.ts'
import { type API, apiVersionsV3, Connection, type ConnectionOptions, ResponseError } from './kafka-library.ts'

/** Requests a connection carries at once; callers bound their own. */
const MAX_IN_FLIGHT = 64

interface VersionRange {
  readonly min: number
  readonly max: number
}

/** One connection to one broker, with the API versions that it speaks. */
export class BrokerConnection {
  readonly address: string
  readonly #connection: Connection
  readonly #versions: ReadonlyMap<number, VersionRange>

  private constructor(address: string, connection: Connection, versions: ReadonlyMap<number, VersionRange>) {
    this.address = address
    this.#connection = connection
    this.#versions = versions
  }

  static async open(target: BrokerAddress, options: KafkaConnectionOptions): Promise<BrokerConnection> {
    const address = displayAddress(target)
    const connection = new Connection(options.clientId ?? 'millrace', libraryOptions(target, options))
    // Failures arrive with the calls that they break; without a listener the event itself would throw.
    connection.on('error', () => {})
    try {
      await connection.connect(target.host, target.port)
      const answer = await apiVersionsV3.api.async(connection, 'millrace', '0.1.0')
      const versions = new Map(answer.apiKeys.map(a => [a.apiKey, { min: a.minVersion, max: a.maxVersion }]))
      return new BrokerConnection(address, connection, versions)
    } catch (error) {
      void connection.close().catch(() => {})
      throw connectionError(address, error)
    }
  }

  get isOpen(): boolean {
    return this.#connection.isConnected()
  }

  /** The newest of `apis` (newest first, all of one API) that the broker speaks. */
  choose<A extends unknown[], R>(apis: readonly API<A, R>[]): API<A, R> {
    const range = this.#versions.get(apis[0].key)
    const found = range && apis.find(api => api.version >= range.min && api.version <= range.max)
    if (found) return found
    throw new MillraceError(
      'MILLRACE_KAFKA_PROTOCOL',
      `The broker at ${this.address} does not speak a version of API ${apis[0].key} that Millrace knows: expected Kafka 3.1 or newer.`,
    )
  }

  /** Sends one request. Error numbers inside an answer are left to the caller; no answer is a TransientBrokerError. */
  async request<A extends unknown[], R>(apis: readonly API<A, R>[], ...args: A): Promise<R> {
    const api = this.choose(apis)
    try {
      return await api.async(this.#connection, ...args)
    } catch (error) {
      if (error instanceof ResponseError) return (error as ResponseError & { response: R }).response
      this.close()
      throw connectionError(this.address, error)
    }
  }

  close(): void {
    void this.#connection.close().catch(() => {})
  }
}

function libraryOptions(target: BrokerAddress, options: KafkaConnectionOptions): ConnectionOptions {
  const tls = options.tls === true ? {} : options.tls
  return {
    connectTimeout: options.connectTimeout ?? 5000,
    requestTimeout: options.requestTimeout ?? 30_000,
    maxInflights: MAX_IN_FLIGHT,
    ...(tls && { tls: { ...tls, servername: tls.servername ?? (isIP(target.host) ? undefined : target.host) } }),
    ...(options.sasl && { sasl: { ...options.sasl } }),
  }
}

const TLS_REFUSED = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO)/

/** Sorts what the connection layer throws: refused identity, defect on the wire, or simply no answer. */
function connectionError(address: string, error: unknown): Error {
  const chain: Error[] = []
  for (let e = error; e instanceof Error && chain.length < 8; e = e.cause) chain.push(e)
  const codes = chain.map(e => String((e as { code?: unknown }).code ?? ''))
  const reason = chain.at(-1)?.message ?? String(error)
  if (codes.includes('PLT_KFK_AUTHENTICATION')) {
    return new MillraceError(
      'MILLRACE_KAFKA_AUTH',
      `The Kafka broker at ${address} refused the SASL login: ${reason}`,
      {
        cause: error,
      },
    )
  }
  if (codes.some(code => TLS_REFUSED.test(code)) || chain.some(e => /TLS/.test(e.message))) {
    return new MillraceError('MILLRACE_KAFKA_AUTH', `TLS with the Kafka broker at ${address} failed: ${reason}`, {
      cause: error,
    })
  }
  if (error instanceof RangeError || codes[0] === 'PLT_KFK_UNEXPECTED_CORRELATION_ID') {
    return new MillraceError('MILLRACE_KAFKA_PROTOCOL', `What ${address} answered is not Kafka's protocol: ${reason}`, {
      cause: error,
    })
  }
  return new TransientBrokerError(`The Kafka broker at ${address} does not answer: ${reason}.`, undefined, error)
}
