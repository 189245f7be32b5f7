import type {
  Answer,
  BatchAnswer,
  ColumnType,
  ErrorAnswer,
  ExpressionsAnswer,
  QueryAnswer,
  StreamAnswer,
} from './answer.ts'
import { isExpressions, isStream, type ParityCase } from './case.ts'
import { type Rows, sameCell, sameRow, unmatchedRows } from './compare-cells.ts'

/** One thing that is not as Spark has it, for a person to read. */
export interface Difference {
  /** The expression, for a case of expressions. */
  readonly expression?: string
  readonly text: string
}

const SHOWN_ROWS = 10
/** Spark has no name for these errors; that there is one, and not a defect, has to do. */
const UNNAMED = /^_LEGACY_ERROR/

/** What Millrace's answer to a case lacks or has too much against Spark's. Empty when they agree. */
export function compareAnswers(parityCase: ParityCase, spark: Answer, millrace: Answer): readonly Difference[] {
  const { tolerance } = parityCase
  if (isExpressions(parityCase)) {
    return compareColumns(spark as ExpressionsAnswer, millrace as ExpressionsAnswer, tolerance)
  }
  const texts = compareErrors(spark, millrace)
  if ('schema' in spark && 'schema' in millrace) {
    texts.push(...compareSchemas(spark.schema, millrace.schema))
    if (isStream(parityCase)) {
      texts.push(...compareBatches(spark as StreamAnswer, millrace as StreamAnswer, tolerance))
    } else {
      const [a, b] = [spark as QueryAnswer, millrace as QueryAnswer]
      texts.push(...compareRows(a.rows, b.rows, tolerance, parityCase.ordered))
    }
  }
  return texts.map(text => ({ text }))
}

const errorOf = (answer: object): ErrorAnswer['error'] | undefined => (answer as Partial<ErrorAnswer>).error

function compareErrors(spark: object, millrace: object): string[] {
  const [expected, actual] = [errorOf(spark), errorOf(millrace)]
  if (!expected && !actual) return []
  if (!expected) return [`Spark answers; Millrace fails: ${actual!.condition}`]
  const name = expected.condition
  if (!actual) return [`Spark fails with ${name}; Millrace answers`]
  if ((name === null || UNNAMED.test(name)) && !actual.condition?.startsWith('MILLRACE_INTERNAL')) return []
  // The part after the dot is how Spark words its advice.
  const same = actual.condition?.split(':')[0].split('.')[0] === name?.split('.')[0]
  return same ? [] : [`Spark fails with ${name}; Millrace with ${actual.condition}`]
}

function compareColumns(spark: ExpressionsAnswer, millrace: ExpressionsAnswer, tolerance?: number): Difference[] {
  return spark.columns.flatMap((expected, i) => {
    const actual = millrace.columns[i]
    const { expression } = expected
    const texts = compareErrors(expected, actual)
    if ('values' in expected && 'values' in actual) {
      if (expected.type !== actual.type) texts.push(`type: Spark ${expected.type}, Millrace ${actual.type}`)
      expected.values.forEach((value, row) => {
        const other = actual.values[row]
        if (other === undefined || !sameCell(value, other, tolerance)) {
          texts.push(`row ${row + 1}: Spark ${JSON.stringify(value)}, Millrace ${JSON.stringify(other)}`)
        }
      })
      const more = actual.values.length - expected.values.length
      if (more > 0) texts.push(`Millrace has ${more} more rows`)
    }
    return texts.map(text => ({ expression, text }))
  })
}

function compareSchemas(spark: readonly ColumnType[], millrace: readonly ColumnType[]): string[] {
  const line = (schema: readonly ColumnType[]): string => schema.map(c => `${c.name}: ${c.type}`).join(', ')
  return line(spark) === line(millrace) ? [] : [`columns:\n  Spark    ${line(spark)}\n  Millrace ${line(millrace)}`]
}

function compareRows(spark: Rows, millrace: Rows, tolerance?: number, ordered = false): string[] {
  if (ordered) {
    const at = spark.findIndex((row, i) => !millrace[i] || !sameRow(row, millrace[i], tolerance))
    if (at < 0 && spark.length === millrace.length) return []
    const row = at < 0 ? spark.length : at
    return [`row ${row + 1}: Spark ${JSON.stringify(spark[row])}, Millrace ${JSON.stringify(millrace[row])}`]
  }
  const { onlyA, onlyB } = unmatchedRows(spark, millrace, tolerance)
  return [...listed('missing', onlyA), ...listed('too much', onlyB)]
}

function listed(what: string, rows: Rows): string[] {
  const lines = rows.slice(0, SHOWN_ROWS).map(row => `${what}: ${JSON.stringify(row)}`)
  return rows.length > SHOWN_ROWS ? [...lines, `${what}: ${rows.length - SHOWN_ROWS} more rows`] : lines
}

function compareBatches(spark: StreamAnswer, millrace: StreamAnswer, tolerance?: number): string[] {
  const texts: string[] = []
  const outline = ({ id, run, data, watermark }: BatchAnswer): string =>
    `batch ${id} of run ${run + 1}, ${data ? 'with data' : 'without data'}, watermark ${watermark ?? 'none'}`
  for (let i = 0; i < Math.max(spark.batches.length, millrace.batches.length); i++) {
    const [expected, actual] = [spark.batches[i], millrace.batches[i]]
    if (!actual) texts.push(`missing: ${outline(expected)}, rows ${JSON.stringify(expected.rows)}`)
    else if (!expected) texts.push(`too much: ${outline(actual)}, rows ${JSON.stringify(actual.rows)}`)
    else {
      if (outline(expected) !== outline(actual)) texts.push(`Spark ${outline(expected)}; Millrace ${outline(actual)}`)
      texts.push(...compareRows(expected.rows, actual.rows, tolerance).map(text => `batch ${expected.id}, ${text}`))
    }
  }
  return texts
}

/** The differences of a case as lines. */
export const describeDifferences = (differences: readonly Difference[]): string =>
  differences.map(({ expression, text }) => (expression ? `${expression}\n    ${text}` : `  ${text}`)).join('\n')
