import type { KafkaConnectionOptions } from '@millrace/kafka'
import type { TakenOptions } from './take-options.ts'

/** The Kafka cluster of a source or sink, with TLS and SASL, each of which the environment may give, as to every command. */
export async function takeCluster(taken: TakenOptions): Promise<KafkaConnectionOptions> {
  const { kafkaSecurity, kafkaSecurityOptions } = await import('@millrace/kafka/security-options')
  const brokers = taken.required('brokers').split(',')
  const security = kafkaSecurity(taken.schema(kafkaSecurityOptions), name => name)
  return { brokers, clientId: 'millrace-run', ...security }
}
