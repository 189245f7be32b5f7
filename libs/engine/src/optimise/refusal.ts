import { MillraceError } from '@millrace/errors'
import type { OutputMode } from '../connector/sink.ts'

/** What Spark's UnsupportedOperationChecker refuses: its condition for all of it has no name of its own. */
export const refusal = (message: string): MillraceError =>
  new MillraceError('MILLRACE_ANALYSIS', `[_LEGACY_ERROR_TEMP_3102] ${message}`)

/** What to do about an output mode that does not fit. */
const ADVICE = {
  'streaming aggregations without watermark':
    'call withWatermark on the time of the events and group by it or by a window of it, or write in update or complete mode',
  'no streaming aggregations': 'write in append or update mode, or aggregate',
  'session windows': 'write in append or complete mode',
} as const

/** An output mode that does not fit an operation. */
export const modeRefusal = (mode: OutputMode, operation: keyof typeof ADVICE, output?: string): MillraceError =>
  new MillraceError(
    'MILLRACE_ANALYSIS',
    `[STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION] Invalid streaming output mode: ${mode}. This output mode is not supported for ${operation}${output === undefined ? '' : ` (output ${output})`}: ${ADVICE[operation]}.`,
  )
