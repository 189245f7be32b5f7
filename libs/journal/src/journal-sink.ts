import { type AppendSink, lineSink, type OutputMode, type RowsSink } from '@millrace/engine'
import { type JournalLineProducerOptions, journalLineProducer } from './journal-line-producer.ts'

export interface JournalSinkOptions extends JournalLineProducerOptions {
  /** Which rows of an aggregation are written. Default append. */
  readonly mode?: OutputMode
  /** Tells sinks of one query apart that write to the same topic. */
  readonly name?: string
}

/**
 * Appends the column `value` of rows, and `key` where there is one, to a topic of a journal, exactly once: the batch id of the query is
 * stored in the SQLite transaction of its lines. A journal has one writer at a time, so no ingest can write to it meanwhile.
 */
export function journalSink(options: JournalSinkOptions): AppendSink | RowsSink {
  const { mode, name, ...producer } = options
  const description = `Journal[${options.path}, ${options.topic}]`
  return lineSink({ description, mode, name, producer: () => journalLineProducer(producer) })
}
