export { AggregateState } from './aggregate/aggregate-state.ts'
export type { FunctionSpec, GroupingSpec } from './aggregate/grouping.ts'
export { type PartialResult, transferList } from './aggregate/partial-aggregator.ts'
export { PostPipeline } from './batch/post-pipeline.ts'
export { rowsOf, valueAt } from './batch/rows.ts'
export { type OutputRows, WorkerPipeline } from './batch/worker-pipeline.ts'
export { Checkpoint } from './checkpoint/checkpoint.ts'
export { createAtomic } from './checkpoint/create-atomic.ts'
export type { BatchSource } from './connector/batch-source.ts'
export type { FileStatus, FileSystem } from './connector/file-system.ts'
export type { Json } from './connector/json.ts'
export type { LineProducer, LineTransaction, SourcePosition } from './connector/line-producer.ts'
export { type ModuleRef, siblingModule } from './connector/module-ref.ts'
export type { RecordSource } from './connector/record-source.ts'
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
export { Dataset } from './dataset/dataset.ts'
export type { GroupedDataset } from './dataset/grouped-dataset.ts'
export { type LineStream, type MalformedRow, type ParsedDataset, readStream } from './dataset/read-stream.ts'
export {
  avg,
  count,
  countDistinct,
  countIf,
  max,
  min,
  stddev,
  stddevPop,
  sum,
  variance,
} from './expression/aggregate-functions.ts'
export type { Expr, NamedExpr } from './expression/expr.ts'
export type { LiteralValue } from './expression/literal.ts'
export type { ExpressionNode, NamedNode, SortNode } from './expression/node.ts'
export type { DateString, HostType, RowOf } from './expression/row-types.ts'
export {
  type Case,
  coalesce,
  col,
  concat,
  hour,
  length,
  lit,
  type TimeUnit,
  timestampAdd,
  toDate,
  when,
} from './expression/scalar-functions.ts'
export { asc, desc, type SortOrder } from './expression/sort-order.ts'
export { explainPipeline, explainPlan } from './plan/explain.ts'
export type { LogicalPlan, ParserSpec } from './plan/node.ts'
export {
  type AggregateOutput,
  compilePipeline,
  type OutputDefinition,
  type PhysicalPipeline,
  type RowsOutput,
} from './plan/pipeline.ts'
export type { PlanNeeds, WorkerPlan } from './plan/worker-plan.ts'
export type { StreamingQueryListener } from './progress/listener.ts'
export type {
  ParseMetrics,
  SinkProgress,
  SourceProgress,
  StateOperatorProgress,
  StreamingQueryProgress,
} from './progress/progress.ts'
export { type CollectOptions, collect } from './query/collect.ts'
export type { AnyDataset, QueryOutput } from './query/query-output.ts'
export { type StartQueryOptions, startQuery } from './query/start-query.ts'
export { StreamingQuery, type StreamingQueryStatus } from './query/streaming-query.ts'
export { type MemorySink, memorySink } from './sinks/memory-sink.ts'
export { availableNow, every, once, type Trigger } from './trigger/trigger.ts'
