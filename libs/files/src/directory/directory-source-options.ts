import type { Schema } from '@millrace/columns'
import type { FileSystem } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import type { RowFormat } from '../rows/row-format.ts'

export interface DirectorySourceOptions<F extends RowFormat = RowFormat, P extends Schema = Schema> {
  readonly fs: FileSystem
  /** Absolute path of the directory in the file system. It may be made later. */
  readonly path: string
  readonly format: F
  /** Columns in the names of directories, `dt=2026-01-31`; they follow the format's own. Default none. */
  readonly partitionColumns?: P
  /** Most files of a batch. Default 1000. */
  readonly maxFilesPerTrigger?: number
  /** Milliseconds: a file that is older than the newest one taken by more than this is not taken any more. Default a week. */
  readonly maxFileAge?: number
  /** False: a file that has gone before it was read is left out. Default true: it ends the query. */
  readonly failOnDataLoss?: boolean
}

const DAY_MS = 24 * 60 * 60 * 1000

export function resolveDirectoryOptions(options: DirectorySourceOptions) {
  const {
    path,
    maxFilesPerTrigger = 1000,
    maxFileAge = 7 * DAY_MS,
    partitionColumns = [],
    failOnDataLoss = true,
  } = options
  if (!Number.isSafeInteger(maxFilesPerTrigger) || maxFilesPerTrigger < 1)
    throw new MillraceError(
      'MILLRACE_USAGE',
      `maxFilesPerTrigger is ${maxFilesPerTrigger}: expected a whole number of at least 1.`,
    )
  if (!(maxFileAge >= 0))
    throw new MillraceError('MILLRACE_USAGE', `maxFileAge is ${maxFileAge}: expected milliseconds.`)
  return {
    ...options,
    path: path.replace(/(?<=.)\/+$/, ''),
    maxFilesPerTrigger,
    maxFileAge,
    partitionColumns,
    failOnDataLoss,
  }
}

export type ResolvedDirectoryOptions = ReturnType<typeof resolveDirectoryOptions>
