import {
  DuckDBArrayValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import { inertJson } from '@millrace/analytics/text'
import { chunksOf } from '../duckdb-session.ts'
import { dateText, floatText } from './cell-text.ts'
import type { ResultWriter } from './result-writer.ts'

/**
 * An array of objects, one a line. Whole numbers and decimals have all their digits; what JSON has no numbers for (NaN, infinity),
 * times and bytes are texts. Characters that steer a terminal are escaped.
 */
export const writeJson: ResultWriter = async (session, script, target) => {
  const result = await session.stream(script)
  const names = result.deduplicatedColumnNames().map(name => `${jsonText(name)}:`)
  const floats = result.columnTypes().map(type => String(type) === 'FLOAT')
  const row = (values: readonly DuckDBValue[]): string =>
    `{${values.map((value, i) => names[i] + (floats[i] && value !== null ? floatJson(value as number) : json(value))).join(',')}}`
  let before = '[\n'
  for await (const chunk of chunksOf(result, script)) {
    await target.write(before + chunk.getRows().map(row).join(',\n'))
    before = ',\n'
  }
  await target.write(before === '[\n' ? '[]\n' : '\n]\n')
}

const floatJson = (value: number): string => (Number.isFinite(value) ? floatText(value) : jsonText(String(value)))

function json(value: DuckDBValue | undefined): string {
  switch (typeof value) {
    case 'undefined':
      return 'null'
    case 'number':
      return Number.isFinite(value) ? String(value) : jsonText(String(value))
    case 'bigint':
    case 'boolean':
      return String(value)
    case 'string':
      return jsonText(value)
  }
  if (value === null) return 'null'
  if (value instanceof DuckDBDecimalValue) return String(value)
  if (value instanceof DuckDBDateValue) return jsonText(dateText(value))
  // ISO 8601, as every reader of JSON understands it.
  if (value instanceof DuckDBTimestampTZValue) return jsonText(String(value).replace(' ', 'T').replace(/\+00$/, 'Z'))
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue)
    return `[${value.items.map(json).join(',')}]`
  if (value instanceof DuckDBStructValue)
    return `{${Object.entries(value.entries)
      .map(([name, member]) => `${jsonText(name)}:${json(member)}`)
      .join(',')}}`
  if (value instanceof DuckDBMapValue)
    return `{${value.entries.map(({ key, value: item }) => `${jsonText(String(key))}:${json(item)}`).join(',')}}`
  return jsonText(String(value))
}

/** The same text for a program. */
const jsonText = (text: string): string => inertJson(JSON.stringify(text))
