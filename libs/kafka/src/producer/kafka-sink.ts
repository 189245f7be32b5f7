import { type LineSink, lineSink, type OutputMode } from '@millrace/engine'
import { kafkaLineProducer } from './kafka-line-producer.ts'
import type { KafkaLineProducerOptions } from './kafka-line-producer-options.ts'

export interface KafkaSinkOptions<M extends OutputMode = OutputMode> extends KafkaLineProducerOptions {
  /** Which rows of an aggregation are written. Default append. */
  readonly mode?: M
  /** Tells sinks of one query apart that write to the same topic. */
  readonly name?: string
}

/**
 * Writes the column `value` of rows, and `key` where there is one, to a Kafka topic, exactly once for readers of committed records. As
 * Spark's Kafka sink it takes also the columns `headers` (list<struct<key:string,value:binary>>), `partition` (int32; null: by the key, or
 * any) and `topic` (string; any topic, created where it is missing, or with the option `topics` one of those; null: the option `topic`, which in
 * Spark takes the place of the column). A null value is a tombstone, which removes its key from a compacted topic.
 *
 * A batch is one transaction, and its id is stored in it, in the compacted topic `<topic>.positions`. Spark's Kafka sink writes at least
 * once. The transactional id is `millrace-<query id>-<topic>` unless given, so that a run of the query fences the one before.
 */
export function kafkaSink<M extends OutputMode = 'append'>(options: KafkaSinkOptions<M>): LineSink<M> {
  const { mode, name, ...producer } = options
  const { topic, positionsTopic = `${topic}.positions` } = options
  const suffix = name === undefined ? '' : `-${name}`
  const at = `Kafka at ${[options.brokers].flat().join()}`
  const idOf = (queryId: string): string => options.transactionalId ?? `millrace-${queryId}-${topic}${suffix}`
  return lineSink<M>({
    description: `KafkaSink[${options.topic}]`,
    mode,
    name,
    routed: true,
    exclusive: [
      {
        place: `${at} with the transactional id ${idOf('<query id>')}`,
        needs: `a ${options.transactionalId === undefined ? 'name' : 'transactionalId'} of its own`,
      },
      {
        place: `${at} with the topic of positions ${positionsTopic} and ${name === undefined ? 'no name' : `the name ${name}`}`,
        needs: 'a name of its own',
      },
    ],
    producer: ({ queryId }) => kafkaLineProducer({ ...producer, transactionalId: idOf(queryId) }),
  })
}
