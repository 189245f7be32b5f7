import { dirname, join } from 'node:path'
import { callerDirectory, flagGiven } from '@millrace/config'
import type { LineProducer } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import type { Retention } from '@millrace/journal'
import { kafkaSecurity } from '@millrace/kafka/security-options'
import type { IngestOptions } from './options.ts'

/** Where lines go, and where lines that do not fit there go. */
export interface Target {
  readonly producer: LineProducer
  readonly quarantine: string
}

/** One try of a transaction; ingest itself tries on after it. */
const DELIVERY_MS = 30_000

/**
 * The target that the options name: Kafka, or a journal; only the client of that one is loaded. `--journal` on the command
 * line wins over KAFKA_BROKERS in the environment; both on the command line are a usage error.
 */
export async function targetOf(options: IngestOptions, argv: readonly string[]): Promise<Target> {
  const { topic, partitions, replication, compression } = options
  const kafkaGiven = flagGiven(argv, '--kafka')
  const journalGiven = flagGiven(argv, '--journal')
  if (kafkaGiven && journalGiven) throw usage('--kafka and --journal exclude each other; expected one target.')
  const quarantine = (directory: string): string => options.quarantine ?? join(directory, 'ingest-quarantine', topic)
  const data = join(callerDirectory(), 'data')
  const retention = retentionOf(options)
  if (options.kafka !== undefined && !journalGiven) {
    if (retention !== undefined)
      throw usage("--retention-bytes and --retention-age are for the journal; a Kafka topic's are set with its broker.")
    const { kafkaLineProducer } = await import('@millrace/kafka')
    const producer = kafkaLineProducer({
      ...kafkaSecurity(options),
      brokers: options.kafka,
      clientId: 'millrace-ingest',
      topic,
      partitions,
      replication,
      compression: { codec: compression },
      transactionalId: options.id === undefined ? undefined : `millrace-ingest-${topic}-${options.id}`,
      deliveryTimeout: DELIVERY_MS,
    })
    return { producer, quarantine: quarantine(data) }
  }
  if (compression === 'gzip') throw usage('--compression gzip is for Kafka; the journal takes zstd or none.')
  const path = options.journal ?? join(data, 'journal.sqlite')
  const { journalLineProducer } = await import('@millrace/journal')
  const producer = journalLineProducer({ path, topic, partitions, compression, retention })
  return { producer, quarantine: quarantine(dirname(path)) }
}

/** The limits of the topic; undefined leaves them as they are. */
function retentionOf({ retentionBytes, retentionAge }: IngestOptions): Retention | undefined {
  if (retentionBytes === undefined && retentionAge === undefined) return undefined
  return { bytes: retentionBytes, ageMs: retentionAge }
}

const usage = (text: string): MillraceError => new MillraceError('MILLRACE_USAGE', text)
