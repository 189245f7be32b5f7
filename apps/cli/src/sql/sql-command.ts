import { helpText, parseOptions, wantsHelp } from '@millrace/config'
import { SqlError, SqlSession, type StatementText, splitStatements } from '@millrace/engine/sql'
import { isTimeZone } from '@millrace/engine/values'
import { asMillraceError, MillraceError } from '@millrace/errors'
import { scriptText } from '../script-text.ts'
import { errorText } from './error-text.ts'
import { LeftOutLines } from './left-out-lines.ts'
import { openNamedTable, tableOpener } from './open-table.ts'
import { errorLine, resultText } from './result-text.ts'
import { sqlHelp, sqlOptions } from './sql-options.ts'

/** `millrace sql <statements or file.sql>`: the results one after another; stops at the first error unless told to go on. */
export async function sqlCommand(args: string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(sqlHelp, sqlOptions))
    return 0
  }
  const { statements, output, table, format, timeZone, keepGoing } = parseOptions(sqlOptions, args)
  if (!isTimeZone(timeZone)) {
    const expected = 'expected a region such as Europe/Berlin or an offset such as +02:00'
    throw new MillraceError('MILLRACE_USAGE', `--time-zone: ${JSON.stringify(timeZone)} is no time zone; ${expected}.`)
  }
  if (statements === '-' && table.some(named => named.endsWith('=-'))) {
    throw new MillraceError('MILLRACE_USAGE', 'Standard input cannot be both the statements and a table.')
  }
  const leftOut = new LeftOutLines()
  const openTable = tableOpener(leftOut)
  const session = new SqlSession({ timeZone, openTable })
  for (const named of table) {
    const [, name, path] = /^(\w+)=(.+)$/s.exec(named) ?? []
    if (name === undefined) {
      throw new MillraceError('MILLRACE_USAGE', `--table ${named} is not understood; expected name=path.`)
    }
    session.registerTable(name, await openNamedTable(name, path, format, openTable))
  }
  const script = await scriptText(statements)
  const parts = splitOrTell(script)
  if (parts === undefined) return 1
  const code = await run(session, script, parts, output, keepGoing)
  for (const sentence of leftOut.sentences()) process.stderr.write(`millrace: ${sentence}\n`)
  return code
}

/** Runs the statements of a script and prints what they give. The exit code. */
async function run(
  session: SqlSession,
  script: string,
  parts: readonly StatementText[],
  output: string,
  keepGoing: boolean,
): Promise<number> {
  let failed = 0
  for (const { text, start } of parts) {
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

/** The statements; undefined, once it was said, where a string or comment that is not closed leaves none to tell apart. */
function splitOrTell(script: string): readonly StatementText[] | undefined {
  try {
    return splitStatements(script)
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
    process.stderr.write(errorText(error, script))
    return undefined
  }
}
