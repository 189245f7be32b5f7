import type { LogicalPlan } from '../../plan/logical-plan.ts'
import { setPlace } from '../../plan/place.ts'
import { analysisError } from '../sql-error.ts'
import type { SqlValues } from '../syntax.ts'
import { Scope } from './scope.ts'
import type { Environment, Translated } from './translated.ts'
import type { Translator } from './translator.ts'

/** Rows that are written out, under names or `col1`, `col2` ... */
export function translateValues(
  translator: Translator,
  { rows, at }: SqlValues,
  names: readonly string[] | null,
  environment: Environment,
): Translated {
  const cells = rows.map(row => (row.length === 1 && row[0].kind === 'tuple' ? row[0].items : row))
  const width = cells[0].length
  if (cells.some(row => row.length !== width)) {
    throw analysisError(
      `[INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH] Invalid inline table. Inline table expected ${width} columns but found ${cells.find(row => row.length !== width)!.length} columns.`,
      at,
    )
  }
  const columns = cells[0].map((_, i) => {
    const name = names?.[i] ?? `col${i + 1}`
    return { name, id: translator.uniqueName(name) }
  })
  const expressions = translator.expressions(new Scope([]), environment)
  const plan: LogicalPlan = {
    op: 'values',
    names: columns.map(c => c.id),
    rows: cells.map(row => row.map(e => expressions.translate(e.kind === 'named' ? e.of : e))),
  }
  if (at !== null) setPlace(plan, at)
  return { plan, columns }
}
