import { resolve } from 'node:path'
import { type LineSink, lineSink, type OutputMode } from '@millrace/engine'
import { type JournalLineProducerOptions, journalLineProducer } from './journal-line-producer.ts'

export interface JournalSinkOptions<M extends OutputMode = OutputMode> extends JournalLineProducerOptions {
  /** Which rows of an aggregation are written. Default append. */
  readonly mode?: M
  /** Tells sinks of one query apart that write to the same topic. */
  readonly name?: string
}

/**
 * Appends the column `value` of rows, and `key` where there is one, to a topic of a journal, exactly once: the batch id of the query is
 * stored in the SQLite transaction of its lines. A journal has one writer at a time, so no ingest can write to it meanwhile.
 */
export function journalSink<M extends OutputMode = 'append'>(options: JournalSinkOptions<M>): LineSink<M> {
  const { mode, name, ...producer } = options
  const description = `Journal[${options.path}, ${options.topic}]`
  const exclusive = [
    { place: `the journal ${resolve(options.path)}`, needs: 'a journal of its own, as one has one writer' },
  ]
  return lineSink<M>({ description, mode, name, exclusive, producer: () => journalLineProducer(producer) })
}
