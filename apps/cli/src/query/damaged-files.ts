import { printable } from '@millrace/analytics/text'
import { MillraceError } from '@millrace/errors'
import { type FileProblem, verifyParquetFile } from '@millrace/hdfs-writer/reading'
import type { AttachedFile } from './attach-tables.ts'
import type { DuckDBError } from './duckdb-error.ts'
import { localFiles } from './local-files.ts'

/** A file that cannot be read as it should be, and the first thing that is wrong with it. */
interface Damage {
  readonly attached: AttachedFile
  readonly problem: FileProblem
}

/** The files of which every page can be read; the others are told to `leftOut` as a sentence each. */
export async function undamagedFiles(
  files: readonly AttachedFile[],
  leftOut: (sentence: string) => void,
): Promise<AttachedFile[]> {
  const kept: AttachedFile[] = []
  for (const attached of files) {
    const problem = await problemOf(attached)
    if (problem === null) kept.push(attached)
    else leftOut(`left out: ${describe({ attached, problem })}.`)
  }
  return kept
}

/** An error of DuckDB as one that names a damaged file, where there is one: among those it names, else among all. */
export async function explained(error: DuckDBError, files: readonly AttachedFile[]): Promise<MillraceError> {
  if (error.isOfStatements || error.isOfValues) return error
  const named = files.filter(({ local }) => error.reason.includes(local))
  for (const attached of named.length > 0 ? named : files) {
    const problem = await problemOf(attached)
    if (problem === null) continue
    const message = `${describe({ attached, problem })}. With --skip-damaged the other files are read.`
    return new MillraceError('MILLRACE_INPUT_DAMAGED', message, { cause: error })
  }
  return error
}

async function problemOf({ local, file }: AttachedFile): Promise<FileProblem | null> {
  const { problems } = await verifyParquetFile(localFiles, { path: local, length: file.length })
  return problems[0] ?? null
}

function describe({ attached: { table, file }, problem: { rowGroup, column, reason } }: Damage): string {
  const where = [
    ...(rowGroup === null ? [] : [`row group ${rowGroup}`]),
    ...(column === null ? [] : [`column ${column}`]),
  ]
  const place = where.length === 0 ? '' : ` (${where.join(', ')})`
  return printable(`${table.fs.display(file.path)} is damaged${place}: ${reason}`)
}
