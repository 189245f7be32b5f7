/** A column of a result: its name and its type as Spark's `catalogString` prints it, like `decimal(10,2)`. */
export interface ColumnText {
  readonly name: string
  readonly type: string
}

const SIMPLE = new RegExp(
  [
    '^(?:(?:tinyint|smallint|int|bigint|float|double|boolean|binary|date|timestamp|timestamp_ntz|void|variant)\\b',
    'string(?: collate \\w+)?',
    '(?:decimal|char|varchar|time|geometry|geography)\\([^)]*\\)',
    'interval(?: (?:year|month|day|hour|minute|second)(?: to (?:month|hour|minute|second))?)?',
    '(?:array|map|struct)<)',
  ].join('|'),
)

/** Columns of `struct<name:type,...>`. Names of unnamed expressions may hold any character, so types show where one ends. */
export function parseSchema(schema: string): ColumnText[] {
  const columns: ColumnText[] = []
  if (!schema.startsWith('struct<') || schema === 'struct<>') return columns
  let at = 'struct<'.length
  while (at < schema.length) {
    const column = columnAt(schema, at)
    if (column === undefined) break
    columns.push(column)
    at += column.name.length + 1 + column.type.length + 1
  }
  return columns
}

/** Types that mean the same however they are spaced. */
export const normalType = (type: string): string => type.toLowerCase().replace(/,\s+/g, ',')

function columnAt(schema: string, start: number): ColumnText | undefined {
  for (let colon = schema.indexOf(':', start); colon >= 0; colon = schema.indexOf(':', colon + 1)) {
    const end = typeEnd(schema, colon + 1)
    if (end !== undefined && (schema[end] === ',' || schema[end] === '>'))
      return { name: schema.slice(start, colon), type: schema.slice(colon + 1, end) }
  }
  return undefined
}

/** Where the type that starts at `start` ends, or undefined when there is none. */
function typeEnd(schema: string, start: number): number | undefined {
  const simple = SIMPLE.exec(schema.slice(start))?.[0]
  if (simple === undefined || !simple.endsWith('<')) return simple === undefined ? undefined : start + simple.length
  let depth = 1
  let at = start + simple.length
  for (; depth > 0 && at < schema.length; at++) depth += schema[at] === '<' ? 1 : schema[at] === '>' ? -1 : 0
  return depth === 0 ? at : undefined
}
