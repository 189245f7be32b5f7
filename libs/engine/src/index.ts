export { createAtomic } from './checkpoint/create-atomic.ts'
export type { FileStatus, FileSystem } from './connector/file-system.ts'
export type { Json } from './connector/json.ts'
export type { LineProducer, LineTransaction, SourcePosition } from './connector/line-producer.ts'
export { type ModuleRef, siblingModule } from './connector/module-ref.ts'
export type {
  AppendSink,
  Artefact,
  BatchWriter,
  CompleteSink,
  OutputMode,
  Sink,
  SinkContext,
  SinkResult,
  TaskEncoder,
  TaskEncoderFactory,
} from './connector/sink.ts'
export type {
  InputPartition,
  Offset,
  RawBlock,
  ReadLimit,
  RecordBlock,
  RecordDecoder,
  RecordDecoderFactory,
  Source,
} from './connector/source.ts'
