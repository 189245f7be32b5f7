import type { Source } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { journalSource } from '@millrace/journal'
import { kafkaSecurity, kafkaSource, type SpecificOffsets } from '@millrace/kafka'
import type { Logger } from '@millrace/logging'
import type { AnalyzerOptions } from './analyzer-options.ts'

/** Kafka where brokers are given, the embedded journal otherwise. An explicit --journal wins over KAFKA_BROKERS. */
export function openSource(options: AnalyzerOptions, argv: readonly string[], log: Logger): Source {
  const { topic, failOnDataLoss, maxOffsetsPerTrigger } = options
  const given = (flag: string): boolean => argv.some(argument => argument === flag || argument.startsWith(`${flag}=`))
  if (given('--kafka') && given('--journal'))
    throw new MillraceError('MILLRACE_USAGE', '--kafka and --journal exclude each other: expected one source.')
  if (options.kafka === undefined || given('--journal'))
    return journalSource({
      path: options.journal,
      topic,
      startingOffsets: options.startingOffsets,
      maxOffsetsPerTrigger,
      failOnDataLoss,
    })
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
    return JSON.parse(text) as SpecificOffsets
  } catch (cause) {
    throw new MillraceError(
      'MILLRACE_USAGE',
      `--starting-offsets ${text}: expected earliest, latest, or JSON such as {"logs":{"0":23}} (-1 latest, -2 earliest).`,
      { cause },
    )
  }
}
