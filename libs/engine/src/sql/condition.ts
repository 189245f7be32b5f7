import { asMillraceError, type MillraceError } from '@millrace/errors'
import { analysisContext } from '../analyse/context.ts'
import { Dataset } from '../api/dataset.ts'
import { outputNames } from '../plan/output-names.ts'
import { placed, withPosition } from './located-error.ts'
import { parseStatement } from './parse/statement.ts'
import { analysisError, SqlError, syntaxError, unsupported } from './sql-error.ts'
import type { SqlQuery, SqlSelect } from './syntax.ts'
import { hasAggregate, hasWindow } from './translate/node-tree.ts'
import { Scope } from './translate/scope.ts'
import { Translator } from './translate/translator.ts'

const BEFORE = 'SELECT 1 FROM rows WHERE '

/**
 * The rows of a dataset for which a condition of SQL is true, as WHERE has it: columns by name without regard to case, times in UTC.
 * SqlError with the position in the text for what is no condition over these columns; subqueries, aggregates and window functions are
 * refused.
 */
export async function filterBySql<Row, N>(dataset: Dataset<Row, N>, text: string): Promise<Dataset<Row, N>> {
  try {
    const { plan } = dataset
    const columns = outputNames(plan).map(name => ({ name, id: name, qualifier: [] }))
    const catalog = { find: () => undefined }
    const translator = new Translator(catalog, analysisContext({ timeZone: 'UTC' }))
    const where = await whereOf(text)
    const condition = translator.expressions(new Scope(columns), { queries: new Map() }).translate(where)
    if (hasAggregate(condition) || hasWindow(condition))
      throw unsupported('An aggregate or window function in a condition', where.at)
    if (JSON.stringify(condition).includes('"kind":"subquery"'))
      throw unsupported('A subquery in a condition', where.at)
    const { type } = translator.typed(condition, plan)
    if (type !== 'boolean' && type !== 'void')
      throw analysisError(
        `[DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN] The condition is of type ${type}, not boolean.`,
        where.at,
      )
    return new Dataset(dataset.sources, { op: 'filter', input: plan, condition })
  } catch (error) {
    throw conditionError(asMillraceError(error), text)
  }
}

/** What went wrong in a condition, also when it was computed, with the position in its text where that is known. */
export function conditionError(error: MillraceError, text: string): SqlError {
  // Known already.
  if (error instanceof SqlError && error.cause instanceof SqlError) return error
  const { code, message, place, cause } = placed(error) as SqlError
  const isInside = place !== null && place.start >= BEFORE.length
  const found = new SqlError(code, message, isInside ? place : null, cause)
  return withPosition(found, text, -BEFORE.length) as SqlError
}

async function whereOf(text: string) {
  if (text.trim() === '') throw syntaxError('The condition is empty.', null)
  const statement = await parseStatement(`${BEFORE}${text}`)
  const where = statement.kind === 'query' ? conditionAlone(statement.query) : null
  if (where === null) throw syntaxError('Expected a condition and nothing more, as after WHERE.', null)
  return where
}

/** The condition of a query that is nothing but one. */
function conditionAlone({ with: queries, body, orderBy, limit, offset }: SqlQuery): SqlSelect['where'] {
  if (body.kind !== 'select' || queries.length + orderBy.length > 0 || limit !== null || offset !== null) return null
  const { groupBy, having, windows, lateralViews, where } = body
  return groupBy === null && having === null && windows.size === 0 && lateralViews.length === 0 ? where : null
}
