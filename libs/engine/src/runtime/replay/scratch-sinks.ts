import type { ColumnBatch } from '@millrace/columns'
import type { AppendSink, Artefact, Sink } from '../../connector/sink.ts'

/** What a batch gave to a sink. */
export interface SinkOutput {
  readonly sink: Sink
  /** Pieces of output, for a sink that tasks encode for. */
  readonly artefacts: Artefact[]
  /** Rows, for a sink that takes them. */
  rows: ColumnBatch | null
}

/** A sink in the place of another, which keeps what it is given. */
export function scratchSink(sink: Sink): { readonly scratch: Sink; readonly output: SinkOutput } {
  const output: SinkOutput = { sink, artefacts: [], rows: null }
  const own = { description: sink.description, open: async () => {}, close: async () => {} }
  const keep = async (rows: ColumnBatch) => {
    output.rows = rows
    return { rows: rows.length }
  }
  if ('encoder' in sink) return { scratch: { ...own, ...appending(sink, output.artefacts) }, output }
  if ('replace' in sink)
    return { scratch: { ...own, mode: 'complete', replace: (_: number, rows: ColumnBatch) => keep(rows) }, output }
  return { scratch: { ...own, mode: sink.mode, addBatch: (_, rows) => keep(rows) }, output }
}

const appending = ({ encoder }: AppendSink, artefacts: Artefact[]): Pick<AppendSink, 'mode' | 'encoder' | 'begin'> => ({
  mode: 'append',
  encoder,
  begin: async () => ({
    async stage(artefact) {
      artefacts.push(artefact)
    },
    commit: async () => ({ rows: artefacts.reduce((sum, { rows }) => sum + rows, 0) }),
    async abort() {
      artefacts.length = 0
    },
  }),
})
