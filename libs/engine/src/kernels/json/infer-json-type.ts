import { decimalType, listType, structType, type TypeName, typeParts } from '@millrace/columns'
import { tightestCommonType } from '../../analyse/common-type.ts'
import { compareStrings } from '../host-compare.ts'
import { isInteger, type JsonValue } from './json-value.ts'

const MAX_64 = 2n ** 63n - 1n

/** The type that Spark infers for a value; `void` for null. Members of objects are sorted by name. */
export function inferJsonType(value: JsonValue): TypeName {
  if (value === null) return 'void'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'string') return 'string'
  switch (value.kind) {
    case 'number': {
      if (!isInteger(value)) return 'double'
      const integer = BigInt(value.text)
      if (integer <= MAX_64 && integer >= -MAX_64 - 1n) return 'int64'
      const digits = value.text.replace('-', '').length
      return digits <= 38 ? decimalType(digits, 0) : 'double'
    }
    case 'array':
      return listType(value.items.map(inferJsonType).reduce(compatibleType, 'void'))
    case 'object': {
      const members = new Map<string, TypeName>()
      for (const [name, v] of value.fields) members.set(name, inferJsonType(v))
      return structOf(members)
    }
  }
}

const structOf = (members: ReadonlyMap<string, TypeName>): TypeName =>
  structType([...members].sort(([a], [b]) => compareStrings(a, b)).map(([name, type]) => ({ name, type })))

/** The type of values of both; strings where there is no other. */
function compatibleType(a: TypeName, b: TypeName): TypeName {
  if (a === b || b === 'void') return a
  if (a === 'void') return b
  const x = typeParts(a)
  const y = typeParts(b)
  if (x.kind === 'struct' && y.kind === 'struct') {
    const members = new Map(x.members.map(m => [m.name, m.type]))
    for (const m of y.members) members.set(m.name, compatibleType(members.get(m.name) ?? 'void', m.type))
    return structOf(members)
  }
  if (x.kind === 'list' && y.kind === 'list') return listType(compatibleType(x.element, y.element))
  return a !== 'string' && b !== 'string' ? (tightestCommonType(a, b) ?? 'string') : 'string'
}

/** A type as Spark's schema_of_json writes it; `void` becomes a string. */
export function ddlText(type: TypeName): string {
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'list':
      return `ARRAY<${ddlText(parts.element)}>`
    case 'map':
      return `MAP<${ddlText(parts.key)}, ${ddlText(parts.value)}>`
    case 'struct':
      return `STRUCT<${parts.members.map(m => `${fieldName(m.name)}: ${ddlText(m.type)}`).join(', ')}>`
    case 'decimal':
      return `DECIMAL(${parts.precision},${parts.scale})`
    case 'simple':
      return NAMES[parts.type] ?? parts.type.toUpperCase()
  }
}

const fieldName = (name: string): string => (/^[a-zA-Z_]\w*$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``)
const NAMES: Readonly<Record<string, string>> = {
  int64: 'BIGINT',
  int32: 'INT',
  int16: 'SMALLINT',
  int8: 'TINYINT',
  void: 'STRING',
}
