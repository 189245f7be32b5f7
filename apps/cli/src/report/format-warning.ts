import type { Report } from '@millrace/analytics'

const FORMATS: Readonly<Record<string, string>> = {
  weblog: 'weblog (NCSA common or combined)',
  common: 'common (NCSA)',
  combined: 'combined (NCSA)',
}

/** What was read, and in which format. */
export interface InputFigures extends Pick<Report, 'lines' | 'parsed' | 'malformedReasons'> {
  readonly format: string
}

/** `isDetected` where the format was looked for. One sentence when lines were read and none was understood, as the input is then hardly a web log; otherwise undefined. */
export function formatWarning(
  { lines, parsed, malformedReasons, format }: InputFigures,
  files: readonly string[],
  isDetected: boolean,
): string | undefined {
  if (lines === 0 || parsed > 0) return undefined
  const input = files.length > 1 ? `${files.length} inputs` : files[0] === '-' ? 'standard input' : files[0]
  const which = lines === 1 ? `The one line of ${input} is not` : `None of the ${lines} lines of ${input} is`
  const [[reason], ...others] = Object.entries(malformedReasons).sort(([, a], [, b]) => b - a)
  const share = lines === 1 ? 'it is' : others.length === 0 ? 'all are' : 'most are'
  const advice = isDetected ? '' : '; --format auto looks for the format'
  return `${which} in the format ${FORMATS[format] ?? format}: ${share} malformed because of "${reason}"${advice}.`
}
