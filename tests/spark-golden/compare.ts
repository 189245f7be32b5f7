import { type GoldenStatement, trimEnd } from './golden-file.ts'
import type { RowOrder } from './row-order.ts'
import { type ColumnText, normalType, parseSchema } from './schema-text.ts'

/** What a session answers: values as Spark's HiveResult prints them, null for NULL. */
export interface Answer {
  readonly columns: readonly ColumnText[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/** What is different: nothing, only the names of columns, the types, the rows, or the order of the same rows. */
export type Difference = 'none' | 'names' | 'types' | 'rows' | 'order'

export interface Comparison {
  readonly difference: Difference
  /** The answer as the golden file would print it. */
  readonly schema: string
  readonly output: string
}

/** Compares as SQLQueryTestSuite does: schema, and rows as text, sorted unless the query orders them. */
export function compareAnswer(expected: GoldenStatement, order: RowOrder, answer: Answer): Comparison {
  const schema = `struct<${answer.columns.map(({ name, type }) => `${name}:${type}`).join(',')}>`
  const rows = answer.rows.map(row => maskRow(row.map(value => value ?? 'NULL').join('\t')))
  const kept = outputOf(rows)
  const sorted = outputOf(rows.toSorted())
  const accepted = order === 'kept' ? [kept] : order === 'sorted' ? [sorted] : [kept, sorted]
  const output = accepted.includes(expected.output) ? expected.output : accepted[0]!
  if (output !== expected.output) {
    const sameRows = order === 'kept' && sorted === outputOf(expected.output.split('\n').sort())
    return { difference: sameRows ? 'order' : 'rows', schema, output }
  }
  if (schema === expected.schema) return { difference: 'none', schema, output }
  return { difference: schemaDifference(parseSchema(expected.schema), answer.columns), schema, output }
}

function schemaDifference(expected: readonly ColumnText[], got: readonly ColumnText[]): Difference {
  const types = (columns: readonly ColumnText[]) => JSON.stringify(columns.map(column => normalType(column.type)))
  if (types(expected) !== types(got)) return 'types'
  return expected.some((column, i) => column.name !== got[i]!.name) ? 'names' : 'none'
}

/** Trailing white space goes, as when the golden file was written. */
const outputOf = (rows: readonly string[]): string => trimEnd(rows.join('\n'))

/** SQLQueryTestHelper.replaceNotIncludedMsg: what changes from run to run is masked in golden files. */
const maskRow = (row: string): string => MASKS.reduce((text, [pattern, mask]) => text.replace(pattern, mask), row)

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/#\d+/g, '#x'],
  [/plan_id=\d+/g, 'plan_id=x'],
  [/Created By.*/g, 'Created By [not included in comparison]'],
  [/Created Time.*/g, 'Created Time [not included in comparison]'],
  [/Last Access.*/g, 'Last Access [not included in comparison]'],
  [/Owner.*/g, 'Owner [not included in comparison]'],
  [/@\w*,/g, '@xxxxxxxx,'],
  [/\*\(\d+\) /g, '*'],
]
