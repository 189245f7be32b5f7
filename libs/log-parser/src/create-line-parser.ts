import type { Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { ColumnNeed, LineParser, PresetFormat } from './line-parser.ts'
import { type WebLogPreset, webLogPresets } from './web-log/formats.ts'
import { malformedReasons } from './web-log/malformed-reason.ts'
import { webLogSchema } from './web-log/schema.ts'
import { WebLogParser } from './web-log/web-log-parser.ts'

/** What is asked of a parser: its columns by name. A column that is not named is not filled. */
export type ColumnNeeds = Readonly<Record<string, ColumnNeed>>

/**
 * A parser of an NCSA format for those columns; `createFormatParser` of the formats makes one of any. What a line must look like is told at LineFields, ClfTime and RequestLine, what the
 * values mean at webLogSchema. Content never makes it throw.
 *
 * @throws MILLRACE_FORMAT for an unknown format, MILLRACE_ANALYSIS for a column that the format does not have.
 */
export function createLineParser(format: PresetFormat, needs: ColumnNeeds): LineParser {
  const preset = presetOf(format)
  const schema = schemaOf(format)
  for (const name of Object.keys(needs)) {
    if (schema.some(field => field.name === name)) continue
    const known = schema.map(field => field.name).join(', ')
    throw new MillraceError('MILLRACE_ANALYSIS', `Log format ${preset} has no column ${name}; it has ${known}.`)
  }
  return new WebLogParser(preset, needs)
}

/** Every column of a format. @throws MILLRACE_FORMAT for an unknown one. */
export function schemaOf(format: PresetFormat): Schema {
  presetOf(format)
  return webLogSchema
}

/** The fixed set of reasons for which a line of a format is malformed. @throws MILLRACE_FORMAT for an unknown one. */
export function reasonsOf(format: PresetFormat): readonly string[] {
  presetOf(format)
  return malformedReasons
}

function presetOf(format: PresetFormat): WebLogPreset {
  const preset = webLogPresets.find(known => known === format.preset)
  if (preset !== undefined) return preset
  throw new MillraceError(
    'MILLRACE_FORMAT',
    `Unknown log format "${format.preset}"; expected one of ${webLogPresets.join(', ')}.`,
  )
}
