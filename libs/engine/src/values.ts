/** What connectors need to turn rows into values and back: for packages that read or write a format of their own. */
export { parseText } from './kernels/cast-text.ts'
export { parseDecimal, toDecimal } from './kernels/decimal.ts'
export { castText, hiveText, typeText } from './kernels/spark-text.ts'
export { isTimeZone } from './kernels/time-zone.ts'
export { concatBatches, emptyBatch } from './operators/concat-batches.ts'
export { columnOfHosts, type HostReader, hostReader } from './operators/host-values.ts'
