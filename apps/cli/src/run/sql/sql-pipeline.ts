import { readFile } from 'node:fs/promises'
import { definePipeline, type Pipeline, type StreamingWrite } from '@millrace/engine'
import { positionOf, SqlError, SqlSession, type StatementText, splitStatements } from '@millrace/engine/sql'
import { MillraceError } from '@millrace/errors'
import type { OpenLocation } from '../open-location.ts'
import { openQuery } from './open-query.ts'
import { openSource } from './open-source.ts'
import { type PipelineStatement, pipelineStatement } from './pipeline-statement.ts'

type Statement = StatementText & { readonly parsed: PipelineStatement }

/**
 * The pipeline that a `.sql` file describes: sources are views USING a format, views of queries go between, and each CREATE STREAMING
 * TABLE is a query. `${name}` is a setting, given with `--set` or by the environment.
 */
export async function sqlPipeline(path: string, openLocation: OpenLocation): Promise<Pipeline> {
  const text = await readFile(path, 'utf8')
  return definePipeline(async settings => {
    const script = text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const value = settings[name]
      if (value !== undefined) return value.replaceAll("'", "''")
      throw new MillraceError(
        'MILLRACE_USAGE',
        `--set ${name} (or ${name} in the environment) is missing: ${path} asks for it.`,
      )
    })
    const statements = splitStatements(script).map(
      (statement): Statement => ({ ...statement, parsed: within(path, () => pipelineStatement(statement.text)) }),
    )
    const queries: Record<string, StreamingWrite> = {}
    for (const [i, { parsed }] of statements.entries())
      if (parsed.kind === 'query')
        queries[parsed.name] = await describe(path, script, statements.slice(0, i + 1), openLocation)
    return queries
  })
}

/** The query that the last statement describes. Each query has sources of its own, so that each reads at its own pace. */
async function describe(
  path: string,
  script: string,
  statements: readonly Statement[],
  openLocation: OpenLocation,
): Promise<StreamingWrite> {
  const session = new SqlSession()
  const reader = readerOf(statements[statements.length - 1].parsed, openLocation)
  for (const { text, start, parsed } of statements) {
    try {
      if (parsed.kind === 'view') session.registerDataset(parsed.name, await session.dataset(parsed.query))
      else if (parsed.kind === 'source')
        session.registerDataset(parsed.name, await openSource(parsed, openLocation, reader))
      else if (parsed.kind === 'session') await session.execute(text)
    } catch (error) {
      throw located(path, script, start + (parsed.kind === 'view' ? parsed.queryAt : 0), error)
    }
  }
  const { parsed, start } = statements[statements.length - 1]
  if (parsed.kind !== 'query') throw new MillraceError('MILLRACE_INTERNAL', 'The last statement is no query.')
  try {
    return await openQuery(parsed, await session.dataset(parsed.query), openLocation)
  } catch (error) {
    throw located(path, script, start + parsed.queryAt, error)
  }
}

/** The name under which a query reads a journal: its checkpoint, of which every query has its own. */
function readerOf(statement: PipelineStatement, openLocation: OpenLocation): string {
  const checkpoint = statement.kind === 'query' ? statement.options.get('checkpoint') : undefined
  if (checkpoint === undefined) return 'query'
  const { fs, path } = openLocation(checkpoint)
  return fs.display(path)
}

function within<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof MillraceError
      ? new MillraceError(error.code, `${path}: ${error.message}`, { cause: error })
      : error
  }
}

/** An error with the file, the line and the column of what it is about. */
function located(path: string, script: string, start: number, error: unknown): unknown {
  if (!(error instanceof MillraceError)) return error
  const place = error instanceof SqlError && error.place !== null ? error.place : { start: 0, end: 1 }
  const { line, column } = positionOf(script, { start: start + place.start, end: start + place.end })
  return new MillraceError(
    error.code,
    `${path}:${line}:${column}: ${error.message.replace(/ \(line \d+, column \d+\)$/, '')}`,
    { cause: error },
  )
}
