import { SqlSession } from '@millrace/engine/sql'
import { asMillraceError } from '@millrace/errors'
import type { Answer, ErrorAnswer, ExpressionsAnswer, QueryAnswer } from './answer.ts'
import { type ExpressionsCase, isExpressions, isStream, type ParityCase, type QueryCase } from './case.ts'
import { registerTable } from './millrace-tables.ts'

/** Millrace's answer to a case. An error is an answer. */
export async function askMillrace(parityCase: ParityCase): Promise<Answer> {
  try {
    if (isExpressions(parityCase)) return await answerExpressions(parityCase)
    if (isStream(parityCase)) throw new Error('the comparison does not run streams')
    return await answerQuery(parityCase)
  } catch (error) {
    return errorAnswer(error)
  }
}

async function answerExpressions({ expressions, table, timeZone }: ExpressionsCase): Promise<ExpressionsAnswer> {
  const session = new SqlSession({ timeZone })
  if (table) await registerTable(session, 't', table)
  const from = table ? ' FROM t' : ''
  const columns: ExpressionsAnswer['columns'][number][] = []
  // One statement each, so that one that fails hides no other.
  for (const expression of expressions) {
    try {
      const { columns: types, rows } = await session.execute(`SELECT (${expression}) AS c${from}`)
      columns.push({ expression, type: types[0].type, values: rows.map(row => row[0]) })
    } catch (error) {
      columns.push({ expression, ...errorAnswer(error) })
    }
  }
  return { columns }
}

async function answerQuery({ tables = {}, query, timeZone }: QueryCase): Promise<QueryAnswer> {
  const session = new SqlSession({ timeZone })
  for (const [name, table] of Object.entries(tables)) await registerTable(session, name, table)
  const { columns, rows } = await session.execute(query)
  return { schema: columns, rows }
}

/** The condition is what the message begins with in brackets, as Spark's do; the message follows a colon. */
function errorAnswer(thrown: unknown): ErrorAnswer {
  const { code, message } = asMillraceError(thrown)
  const named = /^\[([A-Z0-9_.]+)\] ?(.*)/s.exec(message)
  return { error: { condition: named ? `${named[1]}: ${named[2]}` : `${code}: ${message}`, sqlState: null } }
}
