import { readFile } from 'node:fs/promises'
import type { Schema } from '@millrace/columns'
import { readStream, tableBatches } from '@millrace/engine'
import { logTable, type SqlTable } from '@millrace/engine/sql'
import { MillraceError } from '@millrace/errors'
import { csvFormat, filesSource, fileTable, inputFile, jsonFormat, parquetTable } from '@millrace/files'
import { localFileSystem } from '@millrace/hdfs-writer'
import { webLogParser } from '@millrace/log-parser'
import { csvSchema, jsonSchema } from './infer-schema.ts'

const LOGS = ['weblog', 'common', 'combined'] as const

/** A file as a table. Options as Spark names them, in lower case: `path`; of csv `header`, `sep` and `inferschema`. */
export async function openTable(format: string, options: ReadonlyMap<string, string>): Promise<SqlTable> {
  const path = options.get('path')
  if (path === undefined) throw new MillraceError('MILLRACE_ANALYSIS', `A table of ${format} needs the option path.`)
  const fs = localFileSystem()
  switch (format) {
    case 'parquet':
      expectOptions(format, options, [])
      return table(await parquetTable({ fs, path }))
    case 'csv': {
      expectOptions(format, options, ['header', 'sep', 'delimiter', 'inferschema'])
      const header = options.get('header') === 'true'
      const delimiter = options.get('sep') ?? options.get('delimiter') ?? ','
      const schema = csvSchema(await head(path), { header, delimiter, types: options.get('inferschema') === 'true' })
      return table(fileTable({ fs, path, format: csvFormat({ schema, header, delimiter }) }))
    }
    case 'json':
      expectOptions(format, options, ['header'])
      return table(fileTable({ fs, path, format: jsonFormat({ schema: jsonSchema(await readText(path)) }) }))
    default:
      return logOf(format, path)
  }
}

async function logOf(format: string, path: string): Promise<SqlTable> {
  const preset = LOGS.find(name => name === format)
  if (preset === undefined) {
    throw new MillraceError(
      'MILLRACE_UNSUPPORTED',
      `There are no tables of the format ${format}; expected parquet, csv, json, ${LOGS.join(' or ')}.`,
    )
  }
  await inputFile(path)
  const source = filesSource([path])
  const { plan } = readStream(source).parse(webLogParser({ preset }))
  if (plan.op !== 'parse') throw new MillraceError('MILLRACE_INTERNAL', 'A log has no parser.')
  return logTable(source, plan.parser)
}

const table = (rows: Parameters<typeof tableBatches>[0]): SqlTable => ({
  schema: rows.schema as Schema,
  read: columns => tableBatches(rows, { columns }),
})

/** An option that is not understood could change what the rows are. */
function expectOptions(format: string, options: ReadonlyMap<string, string>, known: readonly string[]): void {
  for (const name of options.keys()) {
    if (name === 'path' || name === 'header' || known.includes(name)) continue
    throw new MillraceError(
      'MILLRACE_UNSUPPORTED',
      `The option ${name} of ${format} tables is not known; known are ${['path', ...known].join(', ')}.`,
    )
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new MillraceError('MILLRACE_INPUT_MISSING', `${path} cannot be read as a file.`, { cause })
  }
}

const head = readText
