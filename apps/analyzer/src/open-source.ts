import { flagGiven } from '@millrace/config'
import type { Source } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import type { SpecificOffsets } from '@millrace/kafka'
import type { Logger } from '@millrace/logging'
import type { AnalyzerOptions } from './analyzer-options.ts'

export interface SourceSurroundings {
  /** The arguments, which tell a flag from the environment. */
  readonly argv: readonly string[]
  readonly log: Logger
}

/** Kafka where brokers are given, the embedded journal otherwise; only that one is loaded. --journal wins over KAFKA_BROKERS. */
export async function openSource(options: AnalyzerOptions, { argv, log }: SourceSurroundings): Promise<Source> {
  const { topic, failOnDataLoss, maxOffsetsPerTrigger } = options
  const journalGiven = flagGiven(argv, '--journal')
  if (journalGiven && flagGiven(argv, '--kafka'))
    throw new MillraceError('MILLRACE_USAGE', '--kafka and --journal exclude each other; expected one source.')
  if (options.kafka === undefined || journalGiven) {
    const { journalSource } = await import('@millrace/journal')
    return journalSource({
      path: options.journal,
      topic,
      startingOffsets: options.startingOffsets,
      maxOffsetsPerTrigger,
      failOnDataLoss,
      reader: options.checkpoint ?? `${options.table}.checkpoint`,
      onWarning: message => log.warn(message),
    })
  }
  const { kafkaSecurity, kafkaSource } = await import('@millrace/kafka')
  return kafkaSource({
    ...kafkaSecurity(options),
    brokers: options.kafka,
    clientId: 'millrace-analyzer',
    topic: topic.split(','),
    startingOffsets: kafkaOffsets(options.startingOffsets),
    maxOffsetsPerTrigger,
    failOnDataLoss,
    groupId: options.consumerGroup,
    onWarning: message => log.warn(message),
  })
}

function kafkaOffsets(text: string): 'earliest' | 'latest' | SpecificOffsets {
  if (text === 'earliest' || text === 'latest') return text
  try {
    const offsets: unknown = JSON.parse(text)
    if (typeof offsets === 'object' && offsets !== null && !Array.isArray(offsets)) return offsets as SpecificOffsets
  } catch {
    // Said below.
  }
  throw new MillraceError(
    'MILLRACE_USAGE',
    `--starting-offsets: ${JSON.stringify(text)} is not earliest, latest, or JSON such as {"logs":{"0":23}} (-1 latest, -2 earliest).`,
  )
}
