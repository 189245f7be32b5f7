import { printable } from '@millrace/analytics/text'
import { MillraceError } from '@millrace/errors'
import { verifyParquetFile } from '@millrace/hdfs-writer/reading'
import type { AttachedFile } from './attach-tables.ts'
import { DuckDBError } from './duckdb-error.ts'
import { type DuckDBSession, openDuckDB } from './duckdb-session.ts'
import { localFiles } from './local-files.ts'
import { asPlainPath, literal, parquetScan } from './view-sql.ts'

/** The files of which every page can be read, by DuckDB too; the others are told to `leftOut` as a sentence each. */
export async function undamagedFiles(
  files: readonly AttachedFile[],
  leftOut: (sentence: string) => void,
): Promise<AttachedFile[]> {
  const kept: AttachedFile[] = []
  for await (const { attached, problem } of problemsOf(files)) {
    if (problem === null) kept.push(attached)
    else leftOut(`left out: ${describe(attached, problem)}.`)
  }
  return kept
}

/** An error of DuckDB as one that names a damaged file, where there is one: among those it names, else among all. */
export async function explained(error: DuckDBError, files: readonly AttachedFile[]): Promise<MillraceError> {
  if (error.isOfStatements || error.isOfValues) return error
  const named = files.filter(({ local }) => error.reason.includes(local))
  try {
    for await (const { attached, problem } of problemsOf(named.length > 0 ? named : files)) {
      if (problem === null) continue
      const message = `${describe(attached, problem)}. With --skip-damaged the other files are read.`
      return new MillraceError('MILLRACE_INPUT_DAMAGED', message, { cause: error })
    }
  } catch (unfinished) {
    if (!(unfinished instanceof DuckDBError)) throw unfinished
  }
  return error
}

interface Checked {
  readonly attached: AttachedFile
  /** What follows the name of a file that cannot be read as it should be. */
  readonly problem: string | null
}

async function* problemsOf(files: readonly AttachedFile[]): AsyncGenerator<Checked> {
  // One of its own: some errors leave a DuckDB unusable.
  const session = await openDuckDB()
  try {
    for (const attached of files)
      yield { attached, problem: (await ownProblem(attached)) ?? (await duckdbProblem(session, attached)) }
  } finally {
    await session.close()
  }
}

async function ownProblem({ local, file }: AttachedFile): Promise<string | null> {
  const { problems } = await verifyParquetFile(localFiles, { path: local, length: file.length })
  if (problems.length === 0) return null
  const [{ rowGroup, column, reason }] = problems
  const where = [
    ...(rowGroup === null ? [] : [`row group ${rowGroup}`]),
    ...(column === null ? [] : [`column ${column}`]),
  ]
  return `is damaged${where.length === 0 ? '' : ` (${where.join(', ')})`}: ${reason}`
}

/**
 * DuckDB refuses some of what a tolerant reader passes over: types of fields in headers that nobody needs, and statistics. It reads
 * the whole footer, then all values of all columns.
 * @throws DuckDBError when it comes to no answer: the file has gone, or there is no memory left
 */
async function duckdbProblem(session: DuckDBSession, { local }: AttachedFile): Promise<string | null> {
  try {
    await session.run(`select count(*) from parquet_metadata(${literal(asPlainPath(local))})`)
    await session.run(`select max(hash(columns(*))) from ${parquetScan([local])}`)
    return null
  } catch (error) {
    if (!(error instanceof DuckDBError) || error.isOfMissingFile || error.type === 'Out of Memory') throw error
    return `cannot be read by DuckDB: ${error.message.replace(/\.$/, '')}`
  }
}

const describe = ({ table, file }: AttachedFile, problem: string): string =>
  printable(`${table.fs.display(file.path)} ${problem}`)
