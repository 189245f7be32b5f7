import { inertJson } from '@millrace/analytics/text'
import { helpText, type OptionValues, parseOptions, wantsHelp } from '@millrace/config'
import type { FileSystem } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { locationAccess } from '@millrace/hdfs-writer/location-options'
import { ParquetDamage, readFileMetadata } from '@millrace/hdfs-writer/reading'
import { openTableLocation } from '@millrace/hdfs-writer/table-location'
import { type StoredFile, storedFiles } from '../stored-files.ts'
import { fileText } from './file-text.ts'
import { fileView } from './file-view.ts'
import { inspectHelp, inspectOptions } from './inspect-options.ts'
import { tableText } from './table-text.ts'
import { type DamagedFile, type InspectedFile, tableView } from './table-view.ts'
import { verificationText, verifyFiles } from './verify-files.ts'

type Options = OptionValues<typeof inspectOptions>

/** `millrace inspect PATH`: 1 where a file is damaged. */
export async function inspectCommand(args: string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(inspectHelp, inspectOptions))
    return 0
  }
  const options = parseOptions(inspectOptions, args)
  const { fs, path } = openTableLocation(options.path, locationAccess(options))
  try {
    const { reading, files } = await storedFiles(fs, path)
    if (options.verify) return await verify(reading, path, files, options)
    const isFile = files.length === 1 && files[0].path === path
    return isFile ? await inspectFile(reading, files[0], options) : await inspectTable(reading, path, files, options)
  } finally {
    await fs.close()
  }
}

async function verify(fs: FileSystem, path: string, files: readonly StoredFile[], { json }: Options): Promise<number> {
  if (files.length === 0) throw emptyTable(fs, path)
  const found = await verifyFiles(fs, path, files)
  process.stdout.write(json ? jsonText(found) : verificationText(found))
  return found.problems.length === 0 ? 0 : 1
}

const emptyTable = (fs: FileSystem, path: string): MillraceError =>
  new MillraceError('MILLRACE_INPUT_MISSING', `The table ${fs.display(path)} holds no Parquet file yet.`)

async function inspectFile(fs: FileSystem, file: StoredFile, { json }: Options): Promise<number> {
  const display = fs.display(file.path)
  try {
    const view = fileView(display, file.length, await readFileMetadata(fs, file))
    process.stdout.write(json ? jsonText(view) : fileText(view))
    return 0
  } catch (error) {
    throw error instanceof ParquetDamage ? damageError(display, error) : error
  }
}

const damageError = (display: string, cause: ParquetDamage): MillraceError =>
  new MillraceError('MILLRACE_INPUT_DAMAGED', `${display} cannot be read as Parquet: ${cause.message}.`, { cause })

/** Footers that are read at the same time. */
const CONCURRENT = 8

async function inspectTable(
  fs: FileSystem,
  path: string,
  files: readonly StoredFile[],
  { json, files: withFiles }: Options,
): Promise<number> {
  if (files.length === 0) throw emptyTable(fs, path)
  const found: InspectedFile[] = []
  const damaged: DamagedFile[] = []
  for (let i = 0; i < files.length; i += CONCURRENT) {
    const part = files.slice(i, i + CONCURRENT).map(file => metadataOf(fs, file))
    for (const result of await Promise.all(part))
      if ('reason' in result) damaged.push(result)
      else found.push(result)
  }
  const view = tableView(fs.display(path), file => fs.display(file), found, damaged)
  process.stdout.write(json ? jsonText(view) : tableText(view, withFiles))
  return damaged.length === 0 ? 0 : 1
}

async function metadataOf(fs: FileSystem, file: StoredFile): Promise<InspectedFile | DamagedFile> {
  try {
    return { file, metadata: await readFileMetadata(fs, file) }
  } catch (error) {
    if (!(error instanceof ParquetDamage)) throw error
    return { path: fs.display(file.path), reason: error.message }
  }
}

const jsonText = (view: unknown): string => `${inertJson(JSON.stringify(view, null, 2))}\n`
