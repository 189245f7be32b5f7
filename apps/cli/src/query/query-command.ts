import { homedir } from 'node:os'
import { join } from 'node:path'
import { helpText, type OptionValues, parseOptions, wantsHelp } from '@millrace/config'
import { MillraceError } from '@millrace/errors'
import { locationAccess } from '@millrace/hdfs-writer/location-options'
import { FileCache } from '@millrace/hdfs-writer/reading'
import { caretText } from '../caret-text.ts'
import { neverLeft } from '../left-behind.ts'
import { fileOutput, type OutputTarget, standardOutput } from '../output-target.ts'
import { scriptText } from '../script-text.ts'
import { type AttachedFile, attachTables } from './attach-tables.ts'
import { explained, undamagedFiles } from './damaged-files.ts'
import { DuckDBError } from './duckdb-error.ts'
import { type DuckDBSession, openDuckDB } from './duckdb-session.ts'
import type { ResultWriter } from './output/result-writer.ts'
import { resultWriters } from './output/result-writers.ts'
import { queryHelp, queryOptions } from './query-options.ts'
import { type OpenTable, openTables, tablesOf } from './query-tables.ts'
import { tableArguments } from './table-argument.ts'

type Options = OptionValues<typeof queryOptions>

/** `millrace query SQL --table [name=]path`. */
export async function queryCommand(args: string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(queryHelp, queryOptions))
    return 0
  }
  const options = parseOptions(queryOptions, args)
  if (options.file === undefined && ['arrow', 'parquet'].includes(options.output) && process.stdout.isTTY)
    throw new MillraceError(
      'MILLRACE_USAGE',
      `--output ${options.output} is no text: expected --file, or a redirection.`,
    )
  const tables = openTables(tableArguments(options.table), locationAccess(options))
  try {
    const script = await scriptText(options.statements)
    if (!hasStatement(script)) throw new MillraceError('MILLRACE_USAGE', 'There is no statement in the SQL.')
    return await query(script, tables, options)
  } finally {
    await Promise.all(tables.map(table => table.fs.close()))
  }
}

const hasStatement = (script: string): boolean => /[^\s;]/.test(script.replace(/--[^\n]*|\/\*.*?\*\//gs, ''))

async function query(script: string, tables: readonly OpenTable[], options: Options): Promise<number> {
  const session = openDuckDB()
  const write = resultWriters[options.output]()
  // Whoever awaits them hears of a failure.
  session.catch(() => {})
  write.catch(() => {})
  let query: Query | undefined
  try {
    query = new Query(script, tables, options, await session, await write)
    await query.run()
    return 0
  } catch (error) {
    // A place in the view of a table is none in the statements.
    const place = error instanceof DuckDBError && (error.isOfStatements || error.isOfValues) ? error.start : null
    if (!(error instanceof DuckDBError) || place === null || place > script.length) throw error
    process.stderr.write(`millrace: ${error.code}: ${error.message}\n${caretText(script, place, 1)}`)
    return error.exitCode
  } finally {
    await query?.close()
  }
}

/** Times that a query is begun again because files went while it was read: each is a compaction or a replaced analysis. */
const MOST_ATTEMPTS = 5

class Query {
  readonly #script: string
  readonly #tables: readonly OpenTable[]
  readonly #options: Options
  #session: DuckDBSession
  readonly #write: ResultWriter

  constructor(
    script: string,
    tables: readonly OpenTable[],
    options: Options,
    session: DuckDBSession,
    write: ResultWriter,
  ) {
    this.#script = script
    this.#tables = tables
    this.#options = options
    this.#session = session
    this.#write = write
  }

  async run(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const target = this.#target()
      try {
        await this.#once(target)
        return
      } catch (error) {
        await target.drop()
        if (target.isSeen || attempt === MOST_ATTEMPTS || !isOfVanishedFile(error)) throw error
        // What the statements made before must not be in the way of their second run.
        await this.#session.close()
        this.#session = await openDuckDB()
      }
    }
  }

  async close(): Promise<void> {
    await this.#session.close()
  }

  async #once(target: OutputTarget): Promise<void> {
    let cache: FileCache | undefined
    let isGone = (): void => {}
    const { cacheDirectory, cacheSize } = this.#options
    const openCache = async (): Promise<FileCache> => {
      if (cache === undefined) {
        cache = await FileCache.open({ directory: cacheDirectory ?? defaultCache(), limit: cacheSize })
        isGone = neverLeft(cache.folder)
      }
      return cache
    }
    const { skipDamaged } = this.#options
    const choose = (files: AttachedFile[]) =>
      undamagedFiles(files, sentence => process.stderr.write(`millrace: ${sentence}\n`))
    const attached: AttachedFile[] = []
    try {
      const tables = await tablesOf(this.#tables, this.#script)
      const options = { openCache, choose: skipDamaged ? choose : null, attached }
      await attachTables(this.#session, tables, this.#script, options)
      await this.#write(this.#session, this.#script, target)
      await target.finish()
    } catch (error) {
      throw error instanceof DuckDBError && !isOfVanishedFile(error) ? await explained(error, attached) : error
    } finally {
      await cache?.close()
      isGone()
    }
  }

  #target(): OutputTarget {
    const { file } = this.#options
    return file === undefined || file === '-' ? standardOutput() : fileOutput(file)
  }
}

const defaultCache = (): string => join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'millrace', 'hdfs')

const isOfVanishedFile = (error: unknown): boolean =>
  error instanceof DuckDBError
    ? error.isOfMissingFile
    : error instanceof MillraceError && error.code === 'MILLRACE_FILE_MISSING'
