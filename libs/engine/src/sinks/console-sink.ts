import type { OutputMode, RowsSink } from '../connector/sink.ts'
import { type ShowOptions, showTable } from './show-table.ts'

export interface ConsoleSinkOptions<M extends OutputMode = OutputMode> extends ShowOptions {
  /** Which rows of an aggregation are shown. Default append. */
  readonly mode?: M
  /** Takes the text; default standard output. */
  readonly write?: (text: string) => void
}

const RULE = '-------------------------------------------'

/** Prints every batch as Spark's console sink does. A batch that runs again is printed again. */
export function consoleSink<M extends OutputMode = 'append'>(options: ConsoleSinkOptions<M> = {}): RowsSink<M> {
  const { mode = 'append' as M, write = text => void process.stdout.write(text), ...show } = options
  return {
    mode,
    description: 'Console',
    async open() {},
    async addBatch(batchId, rows) {
      write(`${RULE}\nBatch: ${batchId}\n${RULE}\n${showTable(rows, show)}\n`)
      return { rows: rows.length }
    },
    async close() {},
  }
}
