import type { ColumnBatch, HostValue, TypeName } from '@millrace/columns'
import type { SqlSession } from '@millrace/engine/sql'
import { columnOfHosts } from '@millrace/engine/values'
import type { Row, TableData, Value } from './case.ts'

interface Field {
  readonly name: string
  readonly type: string
}

const isNested = (type: string): boolean => /^(ARRAY|MAP|STRUCT)</i.test(type)

/** A table under a name: text is cast to the types of the schema by SQL, as for Spark. */
export async function registerTable(session: SqlSession, name: string, { schema, rows }: TableData): Promise<void> {
  session.registerBatch(`${name}_given`, givenRows(schema, rows))
  await session.execute(`CREATE TEMPORARY VIEW ${name} AS ${castRows(name, schema)}`)
}

/** The rows as they are written in a case: text, but for lists, maps and structs. */
export function givenRows(schema: string, rows: readonly Row[]): ColumnBatch {
  const fields = fieldsOf(schema)
  const columns = fields.map(({ type }, i) => {
    const values = rows.map(row => (isNested(type) ? nested(row[i], type) : text(row[i])))
    return columnOfHosts(isNested(type) ? typeName(type) : 'string', values)
  })
  const named = fields.map(({ name }, i) => ({ name, type: columns[i].type, nullable: true }))
  return { schema: named, length: rows.length, columns }
}

/** A query that casts the rows of `name_given` to the types of a schema. */
export function castRows(name: string, schema: string): string {
  const columns = fieldsOf(schema).map(f => (isNested(f.type) ? f.name : `CAST(${f.name} AS ${f.type}) AS ${f.name}`))
  return `SELECT ${columns.join(', ')} FROM ${name}_given`
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

/** Millrace's name of such a type. */
const typeName = (type: string): TypeName =>
  type
    .toLowerCase()
    .replaceAll(' ', '')
    .replaceAll('array<', 'list<')
    .replaceAll(/\bint\b/g, 'int32') as TypeName

/** Names and types of a schema: parted at commas outside brackets. */
function fieldsOf(schema: string): Field[] {
  return schema.split(/,(?![^<]*>)(?![^(]*\))/).map(field => {
    const [name, ...type] = field.trim().split(' ')
    return { name, type: type.join(' ') }
  })
}
