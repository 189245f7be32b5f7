import { SqlSession } from '@millrace/engine/sql'
import type { Answer, ExpressionsAnswer, QueryAnswer } from './answer.ts'
import { type ExpressionsCase, isExpressions, isStream, type ParityCase, type QueryCase } from './case.ts'
import { errorAnswer } from './millrace-errors.ts'
import { answerStream } from './millrace-streams.ts'
import { registerTable } from './millrace-tables.ts'

/** Millrace's answer to a case. An error is an answer. */
export async function askMillrace(parityCase: ParityCase): Promise<Answer> {
  try {
    if (isExpressions(parityCase)) return await answerExpressions(parityCase)
    if (isStream(parityCase)) return await answerStream(parityCase)
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
