import type { HostValue } from '@millrace/columns'
import type { SqlSession } from '@millrace/engine/sql'
import type { TableData, Value } from './case.ts'

interface Field {
  readonly name: string
  readonly type: string
}

const isNested = (type: string): boolean => /^(ARRAY|MAP|STRUCT)</i.test(type)

/** A table under a name: text is cast to the types of the schema by SQL, as for Spark. */
export async function registerTable(session: SqlSession, name: string, { schema, rows }: TableData): Promise<void> {
  const fields = fieldsOf(schema)
  const given = fields.map(f => `${f.name} ${isNested(f.type) ? f.type : 'STRING'}`).join(', ')
  const values = rows.map(row =>
    row.map((value, i) => (isNested(fields[i].type) ? nested(value, fields[i].type) : text(value))),
  )
  session.registerRows(`${name}_given`, given, values)
  const columns = fields.map(f => (isNested(f.type) ? f.name : `CAST(${f.name} AS ${f.type}) AS ${f.name}`)).join(', ')
  await session.execute(`CREATE TEMPORARY VIEW ${name} AS SELECT ${columns} FROM ${name}_given`)
}

const text = (value: Value): string | null =>
  value === null ? null : typeof value === 'string' ? value : JSON.stringify(value)

/** Lists, maps and structs of text and int, which is what cases have. */
function nested(value: Value, type: string): HostValue {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value as HostValue[]
  const values = Object.values(value) as HostValue[]
  return /^MAP/i.test(type) ? { keys: Object.keys(value), values } : values
}

/** Names and types of a schema: parted at commas outside brackets. */
function fieldsOf(schema: string): Field[] {
  return schema.split(/,(?![^<]*>)(?![^(]*\))/).map(field => {
    const [name, ...type] = field.trim().split(' ')
    return { name, type: type.join(' ') }
  })
}
