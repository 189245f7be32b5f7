import './function-library.ts'

export {
  approxCountDistinct,
  avg,
  bitAnd,
  bitOr,
  bitXor,
  boolAnd,
  boolOr,
  count,
  countDistinct,
  countIf,
  distinct,
  filterWhere,
  first,
  last,
  max,
  maxBy,
  min,
  minBy,
  type NullsOption,
  product,
  sum,
  trySum,
} from './api/aggregate-functions.ts'
export { approxTopK, collectList, collectSet, listagg, topK } from './api/collecting-functions.ts'
export { Dataset } from './api/dataset.ts'
export { definePipeline, type OpenSettings, type Pipeline, type PipelineQueries } from './api/define-pipeline.ts'
export type { Expr, NamedExpr } from './api/expr.ts'
export type { GroupedDataset } from './api/grouped-dataset.ts'
export type { DateString, HostMap, HostType } from './api/host-type.ts'
export type { LiteralValue } from './api/literal.ts'
export { type LineStream, type MalformedRow, type ParsedDataset, readStream } from './api/read-stream.ts'
export { readTable } from './api/read-table.ts'
export type { RowOf } from './api/row-types.ts'
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
} from './api/scalar-functions.ts'
export { asc, desc, type SortOrder } from './api/sort-order.ts'
export {
  corr,
  covarPop,
  covarSamp,
  histogramNumeric,
  kurtosis,
  median,
  mode,
  percentile,
  percentileApprox,
  regrIntercept,
  regrR2,
  regrSlope,
  skewness,
  stddev,
  stddevPop,
  variance,
  variancePop,
} from './api/statistical-functions.ts'
export {
  type CheckpointLocation,
  query,
  type SinkOptions,
  type StreamingWrite,
  type WriteOptions,
} from './api/streaming-write.ts'
export type {
  ListState,
  MapState,
  StatefulHandle,
  StatefulProcessor,
  StateOptions,
  TransformOptions,
  TransformRow,
  TransformTimes,
  ValueState,
} from './api/transform.ts'
export { type ColumnResult, columnUdf, type UserFunction, type UserFunctionOptions, udf } from './api/user-function.ts'
export { sessionWindow, type TimeRange, type WindowOptions, window } from './api/window.ts'
export { Checkpoint } from './checkpoint/checkpoint.ts'
export { createAtomic } from './checkpoint/create-atomic.ts'
export { CheckpointView, type LeaseView } from './checkpoint/inspect/checkpoint-view.ts'
export { type OperatorState, operatorsOf, readState } from './checkpoint/inspect/state-view.ts'
export { type Problem, type Verification, verifyCheckpoint } from './checkpoint/inspect/verify-checkpoint.ts'
export { Lease } from './checkpoint/lease.ts'
export type { StateVersion } from './checkpoint/state-files.ts'
export type { BatchSource } from './connector/batch-source.ts'
export type { FileStatus, FileSystem } from './connector/file-system.ts'
export type { Json } from './connector/json.ts'
export type {
  LineHeader,
  LineProducer,
  LineRouting,
  LineTransaction,
  SourcePosition,
} from './connector/line-producer.ts'
export { type ModuleRef, siblingModule } from './connector/module-ref.ts'
export type { RecordSource } from './connector/record-source.ts'
export type {
  AppendSink,
  Artefact,
  BatchWriter,
  CompleteSink,
  OutputMode,
  RowsSink,
  Sink,
  SinkContext,
  SinkFiles,
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
export type { StaticTable } from './connector/static-table.ts'
export { hostsOf } from './kernels/column-function.ts'
export type { FunctionSpec, GroupingSpec } from './operators/aggregate/grouping.ts'
export { type PartialResult, transferList } from './operators/aggregate/partial-aggregator.ts'
export { PostPipeline } from './operators/post-pipeline.ts'
export { rowsOf, valueAt } from './operators/rows.ts'
export { type OutputRows, WorkerPipeline } from './operators/worker-pipeline.ts'
export {
  type AggregateOutput,
  compilePipeline,
  type OutputDefinition,
  type PhysicalPipeline,
  type RowsOutput,
} from './optimise/pipeline.ts'
export { explainPipeline, explainPlan } from './plan/explain.ts'
export type { ExpressionNode, NamedNode, SortNode } from './plan/expression-node.ts'
export type { LogicalPlan, ParserSpec } from './plan/logical-plan.ts'
export type { PlanNeeds, WorkerPlan } from './plan/worker-plan.ts'
export { checkQueries } from './runtime/pipeline/check-queries.ts'
export { type StartPipelineOptions, startPipeline } from './runtime/pipeline/start-pipeline.ts'
export type { StreamingQueryListener } from './runtime/progress/listener.ts'
export type {
  ParseMetrics,
  SinkProgress,
  SourceProgress,
  StateOperatorProgress,
  StreamingQueryProgress,
} from './runtime/progress/progress.ts'
export { type CollectOptions, collect } from './runtime/query/collect.ts'
export { explainQuery } from './runtime/query/explain-query.ts'
export type { AnyDataset, QueryOutput } from './runtime/query/query-output.ts'
export { type StartQueryOptions, startQuery } from './runtime/query/start-query.ts'
export type { StateMemoryOptions } from './runtime/query/state-memory.ts'
export { StreamingQuery, type StreamingQueryStatus } from './runtime/query/streaming-query.ts'
export { compareRows, isEqual, type RowDifference } from './runtime/replay/compare-rows.ts'
export { type BatchReplay, replayBatch, type StateComparison } from './runtime/replay/replay-batch.ts'
export { type SinkOutput, scratchSink } from './runtime/replay/scratch-sinks.ts'
export { availableNow, every, once, type Trigger } from './runtime/trigger/trigger.ts'
export { type ConsoleSinkOptions, consoleSink } from './sinks/console-sink.ts'
export { foreachBatch } from './sinks/foreach-batch.ts'
export { type LineSink, type LineSinkOptions, lineSink } from './sinks/line-sink.ts'
export { type MemorySink, memorySink } from './sinks/memory-sink.ts'
export { type MemoryTable, memoryTable } from './sinks/memory-table.ts'
export { type ShowOptions, showTable } from './sinks/show-table.ts'
export { batchOf } from './sources/batch-of.ts'
export { type MemoryStream, memoryStream } from './sources/memory-stream.ts'
export { tableOf } from './sources/memory-table.ts'
export { type RateSource, type RateSourceOptions, rateSource } from './sources/rate-source.ts'
export { loadTable, type ReadTableOptions, tableBatches } from './sources/table-batches.ts'
export { AggregateState } from './state/aggregate-state.ts'
