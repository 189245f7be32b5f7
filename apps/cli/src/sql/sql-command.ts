import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { helpText, parseOptions, wantsHelp } from '@millrace/config'
import { SqlError, SqlSession, splitStatements } from '@millrace/engine/sql'
import { asMillraceError, MillraceError } from '@millrace/errors'
import { errorText } from './error-text.ts'
import { openTable } from './open-table.ts'
import { errorLine, resultText } from './result-text.ts'
import { sqlHelp, sqlOptions } from './sql-options.ts'

/** `millrace sql <statements or file.sql>`: the results one after another; stops at the first error unless told to go on. */
export async function sqlCommand(args: string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(sqlHelp, sqlOptions))
    return 0
  }
  const { statements, output, table, format, timeZone, keepGoing } = parseOptions(sqlOptions, args)
  const session = new SqlSession({ timeZone, openTable })
  for (const named of table) {
    const [, name, path] = /^(\w+)=(.+)$/s.exec(named) ?? []
    if (name === undefined) {
      throw new MillraceError('MILLRACE_USAGE', `--table ${named} is not understood; expected name=path.`)
    }
    const absolute = resolve(process.env.INIT_CWD ?? process.cwd(), path)
    session.registerTable(
      name,
      await openTable(
        formatOf(path, format),
        new Map([
          ['path', absolute],
          ['header', 'true'],
        ]),
      ),
    )
  }
  const script = await scriptOf(statements)
  let failed = 0
  for (const { text, start } of splitOrFail(script)) {
    try {
      const result = await session.execute(text, { script, start })
      process.stdout.write(resultText(output, text, result))
    } catch (thrown) {
      const error = asMillraceError(thrown)
      failed++
      if (output === 'jsonl') process.stdout.write(errorLine(text, error, script))
      else process.stderr.write(errorText(error, script))
      if (!keepGoing) return error.exitCode
    }
  }
  return failed > 0 ? 1 : 0
}

async function scriptOf(statements: string): Promise<string> {
  if (statements === '-') return textOf(process.stdin)
  if (!/\.sql$/i.test(statements)) return statements
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), statements)
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new MillraceError('MILLRACE_INPUT_MISSING', `${path} cannot be read.`, { cause })
  }
}

/** A string or comment that is not closed leaves no statements to tell apart. */
function splitOrFail(script: string) {
  try {
    return splitStatements(script)
  } catch (error) {
    if (error instanceof SqlError) process.stderr.write(errorText(error, script))
    throw error
  }
}

/** The format of a table by the name of its file. */
function formatOf(path: string, log: string): string {
  if (/\.parquet$/i.test(path)) return 'parquet'
  if (/\.csv$/i.test(path)) return 'csv'
  return /\.(jsonl|json|ndjson)$/i.test(path) ? 'json' : log
}
