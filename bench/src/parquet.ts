/**
 * Rows a second of the Parquet encoder, both flavours, beside parquet-wasm (fed with Arrow IPC, as it asks for) and parquetjs-lite, by
 * processor time and in turns so that a noisy moment hits all. Rows: the bundled NASA day, parsed beforehand; a file a day, again and
 * again. parquetjs-lite gets ready-made objects, the others columns.
 *
 * Usage: node bench/src/parquet.ts [thousand rows, default 200] [rounds, default 3]
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Writable } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import type { Column, ColumnBatch, Schema } from '@millrace/columns'
import { isNull, isObjectColumn, toIpc } from '@millrace/columns'
import { parquetEncoder } from '@millrace/hdfs-writer'
import { createLineParser, LineSplitter, schemaOf, webLog } from '@millrace/log-parser'
import * as parquetWasm from 'parquet-wasm'
import { median } from './support/contest.ts'
import { printMachine } from './support/machine.ts'

const { ParquetSchema, ParquetWriter } = createRequire(import.meta.url)('parquetjs-lite')
const NAMES = ['host', 'time', 'method', 'path', 'protocol', 'status', 'bytes']

function parsedDay(): { schema: Schema; batches: ColumnBatch[] } {
  const schema = NAMES.map(name => schemaOf(webLog).find(field => field.name === name)!)
  const parser = createLineParser(webLog, Object.fromEntries(NAMES.map(name => [name, 'values'])))
  const batches: ColumnBatch[] = []
  const splitter = new LineSplitter()
  const take: Parameters<typeof splitter.push>[1] = block => {
    const { length, columns } = parser.parse(block)
    batches.push({ schema, length, columns: NAMES.map(name => columns[name]) })
  }
  splitter.push(gunzipSync(readFileSync(new URL('../../data/nasa-1995-08-01.log.gz', import.meta.url))), take)
  splitter.end(take)
  return { schema, batches }
}

function cell(column: Column, row: number): unknown {
  if (isNull(column, row)) return undefined
  if (column.type === 'string') return column.dictionary.string(column.ids[row])
  if (column.type === 'binary') return column.bytes.subarray(column.offsets[row], column.offsets[row + 1])
  if (isObjectColumn(column)) return column.objects[row]
  const value = column.values[row]
  return column.type === 'timestamp' ? new Date(Number(value) / 1000) : Number(value)
}

/** The encoder's bytes for `batches`, `repeat` times. */
async function ours(parquet: 'default' | 'plain', schema: Schema, batches: readonly ColumnBatch[], repeat: number) {
  const encoder = await parquetEncoder({ parquet, maxRowsPerFile: dayRows }, schema)
  let bytes = 0
  const count = (artefact: { bytes: Uint8Array }) => {
    bytes += artefact.bytes.length
  }
  for (let i = 0; i < repeat; i++) for (const batch of batches) encoder.append(batch, count)
  encoder.end(count)
  return bytes
}

/** The same of parquet-wasm: zstd, dictionaries on strings. */
async function wasm(schema: Schema, batches: readonly ColumnBatch[], repeat: number) {
  let bytes = 0
  for (let i = 0; i < repeat; i++)
    for (const batch of batches) {
      const properties = schema
        .filter(field => field.type !== 'string')
        .reduce(
          (builder, field) => builder.setColumnDictionaryEnabled(field.name, false),
          new parquetWasm.WriterPropertiesBuilder()
            .setCompression(parquetWasm.Compression.ZSTD)
            .setDictionaryEnabled(true),
        )
      bytes += parquetWasm.writeParquet(parquetWasm.Table.fromIPCStream(toIpc(batch)), properties.build()).length
    }
  return bytes
}

async function parquetjs(rows: readonly Record<string, unknown>[], repeat: number) {
  const optional = (type: string) => ({ type, optional: true, compression: 'SNAPPY' })
  const schema = new ParquetSchema({
    host: optional('UTF8'),
    time: optional('TIMESTAMP_MICROS'),
    method: optional('UTF8'),
    path: optional('UTF8'),
    protocol: optional('UTF8'),
    status: optional('INT_16'),
    bytes: optional('INT64'),
  })
  let bytes = 0
  const sink = new Writable({
    write(part, _encoding, done) {
      bytes += part.length
      done()
    },
  })
  const writer = await ParquetWriter.openStream(schema, sink)
  writer.setRowGroupSize(65_536)
  for (let i = 0; i < repeat; i++) for (const row of rows) await writer.appendRow(row)
  await writer.close()
  return bytes
}

const [thousands = 200, rounds = 3] = process.argv.slice(2).map(Number)
const { schema, batches } = parsedDay()
const dayRows = batches.reduce((sum, batch) => sum + batch.length, 0)
const repeat = Math.max(1, Math.round((thousands * 1000) / dayRows))
const objects = batches.flatMap(batch =>
  Array.from({ length: batch.length }, (_, row) =>
    Object.fromEntries(
      NAMES.map((name, i) => [name, cell(batch.columns[i], row)]).filter(([, value]) => value !== undefined),
    ),
  ),
)
const contenders: [name: string, run: () => Promise<number>][] = [
  ['millrace, zstd and dictionaries', () => ours('default', schema, batches, repeat)],
  ['millrace, plain snappy', () => ours('plain', schema, batches, repeat)],
  ['parquet-wasm, zstd and dictionaries', () => wasm(schema, batches, repeat)],
  ['parquetjs-lite, plain snappy', () => parquetjs(objects, repeat)],
]
const seconds = contenders.map((): number[] => [])
const sizes: number[] = []
for (let round = 0; round < rounds; round++) {
  for (const [i, [, run]] of contenders.entries()) {
    const start = process.cpuUsage()
    sizes[i] = await run()
    const { user, system } = process.cpuUsage(start)
    seconds[i].push((user + system) / 1e6)
  }
}
printMachine('parquet', { 'parquet-wasm': '0.8.0', 'parquetjs-lite': '0.8.7' })
console.log(
  `${dayRows * repeat} rows, ${NAMES.length} columns, ${batches.length} batches a day, median of ${rounds} runs\n`,
)
console.log('| | thousand rows/s of CPU | bytes a row | over parquetjs-lite |\n|---|---|---|---|')
const slowest = median(seconds[contenders.length - 1])
for (const [i, [name]] of contenders.entries()) {
  const rate = (dayRows * repeat) / median(seconds[i]) / 1000
  const size = sizes[i] / (dayRows * repeat)
  console.log(`| ${name} | ${rate.toFixed(0)} | ${size.toFixed(1)} | ${(slowest / median(seconds[i])).toFixed(1)}x |`)
}
