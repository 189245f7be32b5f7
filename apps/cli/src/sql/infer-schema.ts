import { type Field, listType, type Schema, structType, type TypeName, typeParts } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { csvCells } from '@millrace/files'

export interface CsvShape {
  readonly header: boolean
  readonly delimiter: string
  /** Whether types are read from the values; else all are strings. */
  readonly types: boolean
}

/** The columns of CSV texts, as Spark finds them: named by the header of the first or `_c0`, `_c1` ... */
export function csvSchema(texts: readonly string[], { header, delimiter, types }: CsvShape): Schema {
  const files = texts.map(text => text.split(/\r?\n/).filter(line => line !== ''))
  const lines = files.find(file => file.length > 0)
  if (lines === undefined) throw new MillraceError('MILLRACE_ANALYSIS', 'The CSV file is empty: it has no columns.')
  const first = csvCells(lines[0], delimiter)
  const names = header ? first : first.map((_, i) => `_c${i}`)
  const twice = names.find((n, i) => names.findIndex(m => m.toLowerCase() === n.toLowerCase()) !== i)
  if (twice !== undefined) {
    throw new MillraceError('MILLRACE_ANALYSIS', `[COLUMN_ALREADY_EXISTS] The column \`${twice}\` already exists.`)
  }
  const found = names.map((): TypeName => (types ? 'void' : 'string'))
  if (types) {
    for (const line of files.flatMap(file => file.slice(header ? 1 : 0))) {
      csvCells(line, delimiter).forEach((cell, i) => {
        if (i < found.length && cell !== '') found[i] = wider(found[i], cellType(cell))
      })
    }
  }
  return names.map((name, i) => ({ name, type: found[i] === 'void' ? 'string' : found[i], nullable: true }))
}

function cellType(cell: string): TypeName {
  if (/^[+-]?\d{1,18}$/.test(cell)) return Math.abs(Number(cell)) < 2 ** 31 ? 'int32' : 'int64'
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(cell)) return 'double'
  return /^(true|false)$/i.test(cell) ? 'boolean' : 'string'
}

const NUMBERS: readonly TypeName[] = ['int32', 'int64', 'double']

function wider(a: TypeName, b: TypeName): TypeName {
  if (a === 'void' || a === b) return b
  if (b === 'void') return a
  const [i, j] = [NUMBERS.indexOf(a), NUMBERS.indexOf(b)]
  return i >= 0 && j >= 0 ? NUMBERS[Math.max(i, j)] : 'string'
}

/** The columns of JSON lines, as Spark finds them: all that some line has, by name; whole numbers are int64. */
export function jsonSchema(texts: readonly string[]): Schema {
  let type: TypeName = 'void'
  for (const line of texts.flatMap(text => text.split('\n'))) {
    if (line.trim() === '') continue
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      continue
    }
    type = merged(type, jsonType(value))
  }
  const parts = typeParts(type)
  if (parts.kind !== 'struct')
    throw new MillraceError('MILLRACE_ANALYSIS', 'The file holds no JSON objects: it has no columns.')
  return parts.members.map((m): Field => ({ name: m.name, type: filled(m.type), nullable: true }))
}

function jsonType(value: unknown): TypeName {
  if (value === null) return 'void'
  if (Array.isArray(value)) return listType(value.map(jsonType).reduce(merged, 'void'))
  switch (typeof value) {
    case 'boolean':
      return 'boolean'
    case 'number':
      return Number.isSafeInteger(value) ? 'int64' : 'double'
    case 'object': {
      const members = Object.entries(value).map(([name, v]) => ({ name, type: jsonType(v) }))
      return structType(members.sort((a, b) => (a.name < b.name ? -1 : 1)))
    }
    default:
      return 'string'
  }
}

function merged(a: TypeName, b: TypeName): TypeName {
  if (a === 'void' || a === b) return b
  if (b === 'void') return a
  const [x, y] = [typeParts(a), typeParts(b)]
  if (x.kind === 'list' && y.kind === 'list') return listType(merged(x.element, y.element))
  if (x.kind === 'struct' && y.kind === 'struct') {
    const types = new Map(x.members.map(m => [m.name, m.type]))
    for (const m of y.members) types.set(m.name, merged(types.get(m.name) ?? 'void', m.type))
    const members = [...types].map(([name, type]) => ({ name, type }))
    return structType(members.sort((p, q) => (p.name < q.name ? -1 : 1)))
  }
  return wider(a, b)
}

/** What was always null is a string. */
function filled(type: TypeName): TypeName {
  const parts = typeParts(type)
  if (type === 'void') return 'string'
  if (parts.kind === 'list') return listType(filled(parts.element))
  return parts.kind === 'struct' ? structType(parts.members.map(m => ({ name: m.name, type: filled(m.type) }))) : type
}
