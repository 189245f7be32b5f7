import type { Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { type FieldSpec, schemaOfFields } from './fields/field.ts'
import { FieldLineParser, reasonsOfFields } from './fields/field-line-parser.ts'
import type { LineCutter } from './fields/line-cutter.ts'
import { JsonCutter } from './json/json-cutter.ts'
import { jsonColumns, jsonLines } from './json/json-layouts.ts'
import type { ColumnNeed, FormatSpec, LineParser, PatternFormat, PresetFormat } from './line-parser.ts'
import { parseApachePattern } from './pattern/apache-pattern.ts'
import { parseNginxPattern } from './pattern/nginx-pattern.ts'
import { fieldsOf, type Pattern } from './pattern/pattern.ts'
import { PatternCutter } from './pattern/pattern-cutter.ts'
import type { PresetLayout } from './presets/preset.ts'
import { PRESETS, presetNames } from './presets/presets.ts'
import { W3cCutter } from './w3c/w3c-cutter.ts'
import { malformedReasons } from './web-log/malformed-reason.ts'
import { webLogSchema } from './web-log/schema.ts'
import { WebLogParser } from './web-log/web-log-parser.ts'

type Needs = Readonly<Record<string, ColumnNeed>>

/** What is fixed about a format: its columns, its reasons, and how a parser for some of the columns is made. */
export interface FormatLayout {
  /** As error messages call it. */
  readonly name: string
  readonly schema: Schema
  readonly reasons: readonly string[]
  create(needs: Needs): LineParser
}

/** @throws MILLRACE_FORMAT for an unknown preset, or a format string that cannot be parsed. */
export function formatLayout(format: FormatSpec): FormatLayout {
  if ('pattern' in format) {
    const pattern = patternOf(format)
    const fields = schemaOfFields(pattern.fields)
    const schema = format.complete === true ? completeSchema(fields) : fields
    return fieldLayout('format string', schema, pattern.fields, () => new PatternCutter(pattern))
  }
  const name = presetNames.find(known => known === format.preset)
  if (name === undefined)
    throw new MillraceError(
      'MILLRACE_FORMAT',
      `Unknown log format ${JSON.stringify(format.preset)}; expected one of ${presetNames.join(', ')}, or a format string with % or $.`,
    )
  return presetLayout(name, PRESETS[name].layout, format)
}

/** True for formats whose lines mean something only behind others: they are read in order, by one thread. */
export const isOrdered = (format: FormatSpec): boolean =>
  'preset' in format && presetNames.some(name => name === format.preset && PRESETS[name].layout.kind === 'w3c')

const patternOf = ({ pattern, notation }: PatternFormat): Pattern =>
  notation === 'apache' ? parseApachePattern(pattern) : parseNginxPattern(pattern)

function presetLayout(name: string, preset: PresetLayout, { header, fields }: PresetFormat): FormatLayout {
  switch (preset.kind) {
    case 'web-log':
      return {
        name,
        schema: webLogSchema,
        reasons: malformedReasons,
        create: needs => new WebLogParser(preset.preset, needs),
      }
    case 'pattern': {
      const { pattern } = preset
      return presetFields(name, fieldsOf(pattern), () => new PatternCutter(pattern))
    }
    case 'w3c': {
      const layout = header === undefined ? preset.layout : { ...preset.layout, header }
      return presetFields(name, layout.fields, () => new W3cCutter(layout))
    }
    case 'json': {
      if (fields !== undefined) expectJsonColumns(name, fields)
      const layout = fields === undefined ? preset.layout : jsonLines(fields)
      return presetFields(name, layout.fields, () => new JsonCutter(layout))
    }
  }
}

const presetFields = (name: string, fields: readonly FieldSpec[], cutter: () => LineCutter): FormatLayout =>
  fieldLayout(name, completeSchema(schemaOfFields(fields)), fields, cutter)

const fieldLayout = (
  name: string,
  schema: Schema,
  fields: readonly FieldSpec[],
  cutter: () => LineCutter,
): FormatLayout => ({
  name,
  schema,
  reasons: reasonsOfFields(fields),
  create: needs => new FieldLineParser({ schema, fields, cutter: cutter(), needs }),
})

/** The columns of web logs first, those that no field gives null in every row, then the others. */
function completeSchema(fields: Schema): Schema {
  const isWebLog = (name: string): boolean => webLogSchema.some(column => column.name === name)
  return [
    ...webLogSchema.map(column => fields.find(({ name }) => name === column.name) ?? { ...column, nullable: true }),
    ...fields.filter(({ name }) => !isWebLog(name)),
  ]
}

function expectJsonColumns(name: string, fields: Readonly<Record<string, string>>): void {
  const known: readonly string[] = jsonColumns
  const other = name === 'json' ? Object.keys(fields).find(column => !known.includes(column)) : Object.keys(fields)[0]
  if (other === undefined) return
  const what =
    name === 'json'
      ? `no column ${other} to name a field for; it has ${known.join(', ')}`
      : `fixed fields; those of the format json can be named`
  throw new MillraceError('MILLRACE_FORMAT', `The log format ${name} has ${what}.`)
}
