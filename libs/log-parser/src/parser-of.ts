import type { FormatSpec } from './line-parser.ts'
import { type WebLogPreset, webLogPresets } from './web-log/formats.ts'
import { webLogParser } from './web-log/parser-spec.ts'

/** A parser of a format that has the columns of web logs, and perhaps more. */
export type WebLogSpec = Omit<ReturnType<typeof webLogParser>, 'format' | 'reasons'> & {
  readonly format: FormatSpec
  readonly reasons: readonly string[]
  /** True where lines mean something only behind others, as behind a header: one thread has to read them, in order. */
  readonly ordered?: boolean
}

/**
 * The parser of a format, or of one that people name by a text: a preset, or a format string with % or $. It has the columns of web logs and
 * those of its own; those that the lines do not tell are null, `time`, `utcOffset` and `status` too. Other formats than the NCSA's are loaded
 * when they are asked for.
 *
 * @throws MILLRACE_FORMAT for an unknown one.
 */
export async function parserOf(format: string | FormatSpec): Promise<WebLogSpec> {
  const preset = typeof format === 'string' ? format : 'preset' in format ? format.preset : ''
  if (isWebLogPreset(preset)) return webLogParser({ preset })
  const { formatOf, logParser } = await import('./formats.ts')
  return logParser(typeof format === 'string' ? formatOf(format) : format) as unknown as WebLogSpec
}

const isWebLogPreset = (text: string): text is WebLogPreset => webLogPresets.some(preset => preset === text)
