import { dirname, join, resolve } from 'node:path'
import { callerDirectory } from '@millrace/config'
import type { LineProducer } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { journalLineProducer } from '@millrace/journal'
import type { IngestOptions } from './options.ts'

/** Where lines go, and where lines that do not fit there go. */
export interface Target {
  readonly producer: LineProducer
  readonly quarantine: string
}

/**
 * The target that the options name: Kafka, or a journal. `--journal` on the command line wins over KAFKA_BROKERS in the
 * environment; both on the command line are a usage error.
 */
export function targetOf(options: IngestOptions, argv: readonly string[]): Target {
  const { topic, partitions, compression } = options
  const data = join(callerDirectory(), 'data')
  const path = options.journal ?? join(data, 'journal.sqlite')
  const quarantineIn = (directory: string): string =>
    options.quarantine ?? resolve(directory, 'ingest-quarantine', topic)
  if (options.kafka !== undefined && options.journal !== undefined && flagGiven(argv, '--kafka')) {
    throw new MillraceError('MILLRACE_USAGE', '--kafka and --journal exclude each other; expected one target.')
  }
  if (options.kafka === undefined || options.journal !== undefined) {
    if (compression === 'gzip') {
      throw new MillraceError('MILLRACE_USAGE', '--compression gzip is for Kafka; the journal takes zstd or none.')
    }
    const producer = journalLineProducer({ path, topic, partitions, compression })
    return { producer, quarantine: quarantineIn(dirname(path)) }
  }
  throw new MillraceError('MILLRACE_USAGE', 'Kafka is not wired yet')
}

const flagGiven = (argv: readonly string[], flag: string): boolean =>
  argv.some(argument => argument === flag || argument.startsWith(flag + '='))
