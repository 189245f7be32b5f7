import type { RecordSource } from './record-source.ts'
import type { RawBlock } from './source.ts'

/** A bounded input that is read once, in one go. Its blocks can be decoded one by one, in any order, by any worker. */
export interface BatchSource extends RecordSource {
  blocks(signal: AbortSignal): AsyncIterable<RawBlock>
}
