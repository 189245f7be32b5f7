import { printable } from '@millrace/analytics/text'
import type { FileSystem } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { type FileProblem, type FileVerification, verifyParquetFile } from '@millrace/hdfs-writer/reading'
import type { StoredFile } from '../stored-files.ts'
import { bytesText, countText, plural } from './aligned-table.ts'

/** What reading every page of files has found. */
export interface Verification {
  readonly path: string
  readonly files: number
  readonly rows: number
  readonly bytes: number
  readonly pages: number
  /** Pages that carry a checksum: there every damage is found. */
  readonly checksums: number
  readonly problems: readonly (FileProblem & { readonly path: string })[]
}

/** Reads every page of the files, one file after another. */
export async function verifyFiles(fs: FileSystem, path: string, files: readonly StoredFile[]): Promise<Verification> {
  let [rows, bytes, pages, checksums] = [0, 0, 0, 0]
  const problems: (FileProblem & { path: string })[] = []
  for (const file of files) {
    const found = await verified(fs, file)
    rows += found.rows
    bytes += file.length
    pages += found.pages
    checksums += found.checksums
    problems.push(...found.problems.map(problem => ({ path: fs.display(file.path), ...problem })))
  }
  return { path: fs.display(path), files: files.length, rows, bytes, pages, checksums, problems }
}

/** What a disk or HDFS does not give is as good as damaged; a server that does not answer says nothing of the file. */
async function verified(fs: FileSystem, file: StoredFile): Promise<FileVerification> {
  try {
    return await verifyParquetFile(fs, file)
  } catch (error) {
    if (!(error instanceof MillraceError) || error.retryable) throw error
    const reason = error.message.replace(/\.$/, '')
    return { rows: 0, pages: 0, checksums: 0, problems: [{ rowGroup: null, column: null, reason }] }
  }
}

/** For a terminal: a line for each problem, then what was read. */
export function verificationText({ files, rows, bytes, pages, checksums, problems }: Verification): string {
  const read = `${plural(files, 'file')} read, ${plural(rows, 'row')}, ${plural(pages, 'page')} (${countText(checksums)} with a checksum), ${bytesText(bytes)}`
  const damaged = new Set(problems.map(({ path }) => path)).size
  const end = damaged === 0 ? 'nothing is damaged' : `${plural(damaged, 'file')} damaged or not readable`
  return `${problems.map(problemText).join('')}${read}: ${end}.\n`
}

export function problemText({ path, rowGroup, column, reason }: FileProblem & { readonly path: string }): string {
  const where = [
    ...(rowGroup === null ? [] : [`row group ${rowGroup}`]),
    ...(column === null ? [] : [`column ${column}`]),
  ]
  return `${printable(`damaged: ${path}${where.length === 0 ? '' : `, ${where.join(', ')}`}: ${reason}`)}\n`
}
