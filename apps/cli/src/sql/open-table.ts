import type { Schema } from '@millrace/columns'
import { callerDirectory, resolvePath } from '@millrace/config'
import { type FileStatus, readStream, type StaticTable, tableBatches } from '@millrace/engine'
import { logTable, type OpenTable, type SqlTable } from '@millrace/engine/sql'
import { MillraceError } from '@millrace/errors'
import {
  compressionOf,
  csvFormat,
  filesSource,
  fileTable,
  inputFile,
  jsonFormat,
  listFiles,
  parquetTable,
  partitionColumns,
  type RowFormat,
} from '@millrace/files'
import { localFileSystem } from '@millrace/hdfs-writer'
import { parserOf } from '@millrace/log-parser'
import type { DetectedLog } from '../logs/detect-log.ts'
import { csvSchema, jsonSchema } from './infer-schema.ts'
import type { LeftOutLines } from './left-out-lines.ts'
import { spooledInput } from './spooled-input.ts'
import { formatOfFiles } from './table-format.ts'

/** The name of tables whose option `logFormat` tells the format of their lines. */
const WEB_LOG = 'weblog'
const fs = localFileSystem()

/** Opens the files of tables; the lines of logs that are in no row are told to `leftOut`. */
export const tableOpener =
  (leftOut: LeftOutLines): OpenTable =>
  (format, options, name) =>
    openTable(format, options, name, leftOut)

/**
 * A file or directory of `--table name=path`, or `-`, a log: the name tells the format, `log` is that of logs; CSV files have
 * headers.
 */
export async function openNamedTable(name: string, given: string, log: string, open: OpenTable): Promise<SqlTable> {
  const path = await pathOf(given)
  const options = [
    ['path', path],
    ['header', 'true'],
  ] as const
  const format = formatOfFiles(await filesOf(path)) ?? WEB_LOG
  return open(format, new Map(format === WEB_LOG ? [...options, ['logformat', log] as const] : options), name)
}

/** A file or directory as a table. Options as Spark names them, in lower case: `path`; of csv `header`, `sep` and `inferschema`. */
async function openTable(
  format: string,
  options: ReadonlyMap<string, string>,
  name: string,
  leftOut: LeftOutLines,
): Promise<SqlTable> {
  const given = options.get('path')
  if (given === undefined) throw new MillraceError('MILLRACE_ANALYSIS', `A table of ${format} needs the option path.`)
  const path = await pathOf(given)
  switch (format) {
    case 'parquet':
      expectOptions(format, options, [])
      return tableOf(await parquetTable({ fs, path }))
    case 'csv': {
      expectOptions(format, options, ['header', 'sep', 'delimiter', 'inferSchema'])
      const header = options.get('header') === 'true'
      const delimiter = options.get('sep') ?? options.get('delimiter') ?? ','
      const types = options.get('inferschema') === 'true'
      const schema = csvSchema(await textsOf(path, format), { header, delimiter, types })
      return rowsOf(path, csvFormat({ schema, header, delimiter }))
    }
    case 'json':
      expectOptions(format, options, [])
      return rowsOf(path, jsonFormat({ schema: jsonSchema(await textsOf(path, format)) }))
    default:
      return logOf(format, options, path, name, leftOut)
  }
}

async function logOf(
  format: string,
  options: ReadonlyMap<string, string>,
  path: string,
  name: string,
  leftOut: LeftOutLines,
): Promise<SqlTable> {
  const known = format === WEB_LOG ? [WEB_LOG] : await logFormats()
  if (!known.includes(format)) {
    throw new MillraceError(
      'MILLRACE_UNSUPPORTED',
      `There are no tables of the format ${format}; expected parquet, csv, json or a log: ${known.join(', ')}.`,
    )
  }
  expectOptions(format, options, ['logFormat'])
  const logFormat = options.get('logformat') ?? format
  const paths = (await filesOf(path)).map(file => file.path)
  await Promise.all(paths.map(inputFile))
  const source = filesSource(paths)
  const found = logFormat === 'auto' ? await detected(paths) : null
  const { plan } = readStream(source).parse(await parserOf(found?.format ?? logFormat))
  if (plan.op !== 'parse') throw new MillraceError('MILLRACE_INTERNAL', 'A log has no parser.')
  return logTable(source, plan.parser, leftOut.of(name, found?.name ?? logFormat, found !== null))
}

/** Names of log formats that a table may be USING. */
async function logFormats(): Promise<readonly string[]> {
  const { presetNames } = await import('@millrace/log-parser/formats')
  return presetNames
}

/** The format that the first lines tell, which is said on standard error. */
async function detected(paths: readonly string[]): Promise<DetectedLog> {
  const { detectLog } = await import('../logs/detect-log.ts')
  const found = await detectLog(paths)
  process.stderr.write(`millrace: ${found.sentence}\n`)
  return found
}

const rowsOf = async (path: string, format: RowFormat<Schema, true>): Promise<SqlTable> =>
  tableOf(fileTable({ fs, path, format, partitionColumns: await partitionColumns(fs, path) }))

const tableOf = (rows: StaticTable): SqlTable => ({
  schema: rows.schema,
  read: columns => tableBatches(rows, { columns }),
})

/** As the caller meant it; standard input as a file. */
const pathOf = async (given: string): Promise<string> =>
  given === '-' ? spooledInput() : resolvePath(given, callerDirectory())

/** An option that is not understood could change what the rows are. */
function expectOptions(format: string, options: ReadonlyMap<string, string>, known: readonly string[]): void {
  const names = ['path', 'header', ...known].map(name => name.toLowerCase())
  for (const name of options.keys()) {
    if (names.includes(name)) continue
    throw new MillraceError(
      'MILLRACE_UNSUPPORTED',
      `The option ${name} of ${format} tables is not known; known are ${['path', ...known].join(', ')}.`,
    )
  }
}

/** The files of a table. MILLRACE_INPUT_MISSING: there are none. */
async function filesOf(path: string): Promise<readonly FileStatus[]> {
  const files = await listFiles(fs, path, 'table')
  if (files.length > 0) return files
  const isThere = (await fs.status(path)) !== null
  throw new MillraceError(
    'MILLRACE_INPUT_MISSING',
    isThere ? `The directory ${path} holds no files.` : `The input ${path} does not exist.`,
  )
}

/** The texts of the files of a table. */
async function textsOf(path: string, format: string): Promise<string[]> {
  const texts: string[] = []
  for (const file of await filesOf(path)) {
    const bytes = await fs.read(file.path)
    const compression = compressionOf(bytes, file.path)
    if (compression === 'none') texts.push(new TextDecoder().decode(bytes))
    else
      throw new MillraceError(
        'MILLRACE_UNSUPPORTED',
        `${file.path} is compressed with ${compression}: tables of ${format} are read uncompressed only, web logs also compressed.`,
      )
  }
  return texts
}
