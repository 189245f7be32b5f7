/**
 * The part of the engine that analyses logs in one go: nothing of streams, SQL or the function library is loaded with it. A
 * command that is over in a second imports this; everyone else the whole engine, of which it is a part.
 */
export { avg, count, countDistinct, countIf, max, min, sum } from './api/aggregate-functions.ts'
export type { Dataset } from './api/dataset.ts'
export { readStream } from './api/read-stream.ts'
export { coalesce, col, concat, hour, lit, timestampAdd, toDate, when } from './api/scalar-functions.ts'
export { asc, desc } from './api/sort-order.ts'
export { stddev } from './api/statistical-functions.ts'
export { type UserFunction, udf } from './api/user-function.ts'
export type { BatchSource } from './connector/batch-source.ts'
export { siblingModule } from './connector/module-ref.ts'
export type { RawBlock } from './connector/source.ts'
export { rowsOf } from './operators/rows.ts'
export { collect } from './runtime/query/collect.ts'
export type { AnyDataset } from './runtime/query/query-output.ts'
