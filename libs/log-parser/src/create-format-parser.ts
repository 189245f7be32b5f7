import { MillraceError } from '@millrace/errors'
import type { ColumnNeeds } from './create-line-parser.ts'
import { formatLayout } from './format-layout.ts'
import type { FormatSpec, LineParser } from './line-parser.ts'

/**
 * A parser of any format for those columns. What a line of the NCSA formats must look like is told at LineFields, ClfTime and RequestLine,
 * what the values mean at webLogSchema; of others at PatternCutter, W3cCutter, JsonCutter and FieldValue. Content never makes it throw.
 *
 * @throws MILLRACE_FORMAT for an unknown format, MILLRACE_ANALYSIS for a column that the format does not have.
 */
export function createFormatParser(format: FormatSpec, needs: ColumnNeeds): LineParser {
  const layout = formatLayout(format)
  for (const name of Object.keys(needs)) {
    if (layout.schema.some(field => field.name === name)) continue
    const known = layout.schema.map(field => field.name).join(', ')
    throw new MillraceError('MILLRACE_ANALYSIS', `Log format ${layout.name} has no column ${name}; it has ${known}.`)
  }
  return layout.create(needs)
}
