import type { FileSystem } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { openTableLocation, type TableLocation, type TableLocationOptions } from '@millrace/hdfs-writer/table-location'
import { type StoredFile, storedFiles } from '../stored-files.ts'
import type { TableArgument } from './table-argument.ts'

/** A table of the statements: its name in SQL and the files that it is made of. */
export interface QueryTable {
  /** As it stands in SQL, quoted: `"logs"`, `"logs_analyses"."hosts"`. */
  readonly view: string
  readonly fs: FileSystem
  /** For messages. */
  readonly display: string
  readonly files: readonly StoredFile[]
}

export interface OpenTable extends TableArgument, TableLocation {}

/** Statements that may look at all tables without naming one. */
const LOOKS_AROUND = /\b(show|describe|information_schema|pragma\w*|duckdb_\w+)\b/i

/** The file systems and paths of tables. */
export const openTables = (given: readonly TableArgument[], access: TableLocationOptions): OpenTable[] =>
  given.map(table => ({ ...table, ...openTableLocation(table.location, access) }))

/**
 * The tables that statements name, with their files as they are now: all where none is named, so that an error knows their names.
 * @throws MillraceError MILLRACE_INPUT_MISSING for a table that does not exist or holds no file.
 */
export async function tablesOf(open: readonly OpenTable[], script: string): Promise<QueryTable[]> {
  const isNamed = (name: string): boolean => new RegExp(`(?<!\\w)${name}(?!\\w)`, 'i').test(script)
  const all = LOOKS_AROUND.test(script) || !open.some(t => isNamed(t.name) || isNamed(`${t.name}_analyses`))
  const tables = open.flatMap(table => [
    ...(all || isNamed(table.name) ? [mainTable(table)] : []),
    ...(all || isNamed(`${table.name}_analyses`) ? [analyses(table)] : []),
  ])
  return (await Promise.all(tables)).flat()
}

async function mainTable({ name, fs, path }: OpenTable): Promise<QueryTable[]> {
  const { reading, files } = await storedFiles(fs, path)
  const display = fs.display(path)
  if (files.length === 0) {
    const message = `The table ${display} holds no Parquet file yet: its columns are not known.`
    throw new MillraceError('MILLRACE_INPUT_MISSING', message)
  }
  return [{ view: quoted(name), fs: reading, display, files }]
}

/** Each file beside a table is the result of an analysis. */
async function analyses({ name, fs, path }: OpenTable): Promise<QueryTable[]> {
  const directory = `${path}.analyses`
  if ((await fs.status(directory)) === null) return []
  const { files } = await storedFiles(fs, directory)
  return files
    .filter(file => file.partition === '')
    .map(file => ({
      view: `${quoted(`${name}_analyses`)}.${quoted(file.name.replace(/\.parquet$/, ''))}`,
      fs,
      display: fs.display(file.path),
      files: [file],
    }))
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
