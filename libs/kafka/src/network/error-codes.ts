import { MillraceError } from '@millrace/errors'
import { protocolErrorsCodesById } from './kafka-library.ts'

/** Numbers of Kafka's protocol errors that Millrace reacts to (https://kafka.apache.org/protocol#protocol_error_codes). */
export const KafkaError = {
  NONE: 0,
  OFFSET_OUT_OF_RANGE: 1,
  CORRUPT_MESSAGE: 2,
  UNKNOWN_TOPIC_OR_PARTITION: 3,
  LEADER_NOT_AVAILABLE: 5,
  NOT_LEADER_OR_FOLLOWER: 6,
  REQUEST_TIMED_OUT: 7,
  BROKER_NOT_AVAILABLE: 8,
  REPLICA_NOT_AVAILABLE: 9,
  MESSAGE_TOO_LARGE: 10,
  NETWORK_EXCEPTION: 13,
  COORDINATOR_LOAD_IN_PROGRESS: 14,
  COORDINATOR_NOT_AVAILABLE: 15,
  NOT_COORDINATOR: 16,
  INVALID_TOPIC_EXCEPTION: 17,
  NOT_ENOUGH_REPLICAS: 19,
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 20,
  TOPIC_AUTHORIZATION_FAILED: 29,
  GROUP_AUTHORIZATION_FAILED: 30,
  CLUSTER_AUTHORIZATION_FAILED: 31,
  TOPIC_ALREADY_EXISTS: 36,
  NOT_CONTROLLER: 41,
  OUT_OF_ORDER_SEQUENCE_NUMBER: 45,
  DUPLICATE_SEQUENCE_NUMBER: 46,
  INVALID_PRODUCER_EPOCH: 47,
  INVALID_TXN_STATE: 48,
  INVALID_PRODUCER_ID_MAPPING: 49,
  CONCURRENT_TRANSACTIONS: 51,
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 53,
  KAFKA_STORAGE_ERROR: 56,
  SASL_AUTHENTICATION_FAILED: 58,
  UNKNOWN_PRODUCER_ID: 59,
  FENCED_LEADER_EPOCH: 74,
  UNKNOWN_LEADER_EPOCH: 75,
  OFFSET_NOT_AVAILABLE: 78,
  THROTTLING_QUOTA_EXCEEDED: 89,
  PRODUCER_FENCED: 90,
  UNKNOWN_TOPIC_ID: 100,
  INCONSISTENT_TOPIC_ID: 103,
  TRANSACTIONAL_ID_NOT_FOUND: 105,
  TRANSACTION_ABORTABLE: 120,
} as const

/** The protocol's name of an error number, for messages. */
const kafkaErrorName = (code: number): string =>
  (protocolErrorsCodesById as Record<number, string>)[code] ?? `error ${code}`

const AUTH: ReadonlySet<number> = new Set([
  KafkaError.TOPIC_AUTHORIZATION_FAILED,
  KafkaError.GROUP_AUTHORIZATION_FAILED,
  KafkaError.CLUSTER_AUTHORIZATION_FAILED,
  KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
  KafkaError.SASL_AUTHENTICATION_FAILED,
])

const TRANSIENT: ReadonlySet<number> = new Set([
  KafkaError.CORRUPT_MESSAGE,
  KafkaError.UNKNOWN_TOPIC_OR_PARTITION,
  KafkaError.LEADER_NOT_AVAILABLE,
  KafkaError.NOT_LEADER_OR_FOLLOWER,
  KafkaError.REQUEST_TIMED_OUT,
  KafkaError.BROKER_NOT_AVAILABLE,
  KafkaError.REPLICA_NOT_AVAILABLE,
  KafkaError.NETWORK_EXCEPTION,
  KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
  KafkaError.COORDINATOR_NOT_AVAILABLE,
  KafkaError.NOT_COORDINATOR,
  KafkaError.NOT_ENOUGH_REPLICAS,
  KafkaError.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
  KafkaError.NOT_CONTROLLER,
  KafkaError.CONCURRENT_TRANSACTIONS,
  KafkaError.KAFKA_STORAGE_ERROR,
  KafkaError.FENCED_LEADER_EPOCH,
  KafkaError.UNKNOWN_LEADER_EPOCH,
  KafkaError.OFFSET_NOT_AVAILABLE,
  KafkaError.THROTTLING_QUOTA_EXCEEDED,
  KafkaError.UNKNOWN_TOPIC_ID,
  KafkaError.INCONSISTENT_TOPIC_ID,
])

/**
 * One broker, or one partition's leader, cannot serve a request now: fresh metadata and another try may help. Never leaves
 * this library; when the tries are used up it becomes MILLRACE_KAFKA_UNREACHABLE.
 */
export class TransientBrokerError extends Error {
  /** The protocol's error number, or undefined when there was no answer. */
  readonly kafkaCode: number | undefined

  constructor(message: string, kafkaCode?: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'TransientBrokerError'
    this.kafkaCode = kafkaCode
  }
}

/** What to throw for an error number in an answer; `what` names the request and its object, for example `Fetch from logs-0`. */
export function brokerError(code: number, what: string, detail?: string | null): MillraceError | TransientBrokerError {
  const sentence = `${what}: the broker answered ${kafkaErrorName(code)}${detail ? ` (${detail})` : ''}.`
  if (AUTH.has(code)) return new MillraceError('MILLRACE_KAFKA_AUTH', sentence)
  if (code === KafkaError.PRODUCER_FENCED || code === KafkaError.INVALID_PRODUCER_EPOCH) {
    return new MillraceError('MILLRACE_KAFKA_FENCED', sentence)
  }
  if (TRANSIENT.has(code)) return new TransientBrokerError(sentence, code)
  return new MillraceError('MILLRACE_KAFKA_PROTOCOL', sentence)
}
