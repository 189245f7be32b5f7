/**
 * Compaction of the small files that batches leave, beside DuckDB's COPY of the same files into one a day, in turns. Files: generated web
 * traffic as the analyzer stores it, 5,000 lines a batch, parsed and encoded beforehand.
 *
 * Usage: node bench/src/compact.ts [thousand lines, default 2000] [rounds, default 3]
 */
import { cpSync, createReadStream, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Column, ColumnBatch, Schema } from '@millrace/columns'
import { compactTable, localFileSystem, openTableLocation, parquetEncoder, parquetSink } from '@millrace/hdfs-writer'
import { createLineParser, LineSplitter, schemaOf, webLog } from '@millrace/log-parser'
import { median } from './support/contest.ts'
import { printMachine } from './support/machine.ts'
import { webLog as webTraffic } from './support/web-log.ts'

const lines = Number(process.argv[2] ?? 2000) * 1000
const rounds = Number(process.argv[3] ?? 3)
const BATCH_LINES = 5000
/** Of generated traffic, on average. */
const LINE_BYTES = 226
const QUERY = '1f3c9a2b-7d40-4000-8000-000000000000'

const under = mkdtempSync(join(tmpdir(), 'millrace-bench-compact-'))
const fs = localFileSystem()

/** A column of the stream's own: topic, partition or offset. */
function positions(rows: number, first: number): Column[] {
  const offsets = new BigInt64Array(rows)
  for (let i = 0; i < rows; i++) offsets[i] = BigInt(first + i)
  const fixed = { validity: null, nullCount: 0, length: rows } as const
  return [
    { type: 'int32', values: new Int32Array(rows), ...fixed },
    { type: 'int64', values: offsets, ...fixed },
  ]
}

async function writeTable(table: string): Promise<void> {
  const web = schemaOf(webLog)
  const schema: Schema = [
    ...web,
    { name: 'partition', type: 'int32', nullable: false },
    { name: 'offset', type: 'int64', nullable: false },
  ]
  const parser = createLineParser(webLog, Object.fromEntries(web.map(({ name }) => [name, 'values'])))
  await fs.write(`${table}.checkpoint/metadata`, Buffer.from(JSON.stringify({ id: QUERY })))
  const sink = parquetSink({ fs, table })
  await sink.open({ queryId: QUERY, checkpoint: `${table}.checkpoint`, newQuery: true, pendingBatch: null })
  const splitter = new LineSplitter()
  const parsed: ColumnBatch[] = []
  let rows = 0
  const take: Parameters<typeof splitter.push>[1] = block => {
    const { length, columns } = parser.parse(block)
    parsed.push({ schema, length, columns: [...web.map(({ name }) => columns[name]), ...positions(length, rows)] })
    rows += length
  }
  for await (const chunk of createReadStream(webTraffic(lines * LINE_BYTES).path, { highWaterMark: 1 << 20 }))
    splitter.push(Uint8Array.from(chunk as Buffer), take)
  splitter.end(take)
  let batch = 0
  for (const block of parsed) {
    const encoder = await parquetEncoder({ maxRowsPerFile: BATCH_LINES }, schema)
    const made: Parameters<Awaited<ReturnType<typeof sink.begin>>['stage']>[0][] = []
    encoder.append(block, artefact => made.push({ task: 0, ...artefact }))
    encoder.end(artefact => made.push({ task: 0, ...artefact }))
    for (const artefact of made) {
      const writer = await sink.begin(batch++)
      await writer.stage({ ...artefact, chunk: 0 })
      await writer.commit()
    }
  }
  await sink.close()
  mkdirSync(`${table}.checkpoint/commits`)
  writeFileSync(`${table}.checkpoint/commits/${batch - 1}`, 'v1\n{}')
}

async function timed(run: () => Promise<void>): Promise<{ seconds: number; processor: number }> {
  const [cpu, start] = [process.cpuUsage(), performance.now()]
  await run()
  const { user, system } = process.cpuUsage(cpu)
  return { seconds: (performance.now() - start) / 1000, processor: (user + system) / 1e6 }
}

printMachine('compact', {})
const written = join(under, 'written')
await writeTable(`${written}/logs`)
const files = readdirSync(`${written}/logs`).filter(name => name.endsWith('.parquet'))
const bytes = files.reduce((sum, name) => sum + statSync(`${written}/logs/${name}`).size, 0)
console.log(`${files.length} files, ${(bytes / 1e6).toFixed(1)} MB, ${lines} lines`)

const results: Record<string, { seconds: number; processor: number }[]> = { millrace: [], 'DuckDB COPY': [] }
for (let round = 0; round < rounds; round++) {
  const home = join(under, 'home')
  cpSync(written, home, { recursive: true })
  const table = `${home}/logs`
  results['millrace'].push(
    await timed(async () => {
      const checkpoint = { fs, path: `${table}.checkpoint` }
      await compactTable({ fs, table, checkpoint, open: openTableLocation, olderThanMs: 0 })
    }),
  )
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false', threads: '2' })
  const connection = await instance.connect()
  results['DuckDB COPY'].push(
    await timed(async () => {
      await connection.run(
        `COPY (SELECT * FROM read_parquet('${written}/logs/*.parquet')) TO '${under}/copy.parquet' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)`,
      )
    }),
  )
  connection.closeSync()
  instance.closeSync()
  if (round === 0)
    console.log(
      `merged: ${readdirSync(table)
        .filter(n => n.endsWith('.parquet'))
        .map(n => (statSync(`${table}/${n}`).size / 1e6).toFixed(1) + ' MB')
        .join(', ')}; DuckDB: ${(statSync(`${under}/copy.parquet`).size / 1e6).toFixed(1)} MB`,
    )
  rmSync(home, { recursive: true })
}
for (const [name, runs] of Object.entries(results)) {
  const seconds = median(runs.map(run => run.seconds))
  const processor = median(runs.map(run => run.processor))
  console.log(
    `${name}: ${seconds.toFixed(2)} s, ${processor.toFixed(2)} s of processor time, ${(bytes / 1e6 / seconds).toFixed(1)} MB/s of input, ${(lines / 1e6 / seconds).toFixed(2)} M rows/s`,
  )
}
rmSync(under, { recursive: true })
