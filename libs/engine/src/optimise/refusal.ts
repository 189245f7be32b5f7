import { MillraceError } from '@millrace/errors'
import type { OutputMode } from '../connector/sink.ts'

/** What Spark's UnsupportedOperationChecker refuses: its condition for all of it has no name of its own. */
export const refusal = (message: string): MillraceError =>
  new MillraceError('MILLRACE_ANALYSIS', `[_LEGACY_ERROR_TEMP_3102] ${message}`)

/** An output mode that does not fit an operation. */
export const modeRefusal = (mode: OutputMode, operation: string, output?: string): MillraceError =>
  new MillraceError(
    'MILLRACE_ANALYSIS',
    `[STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION] Invalid streaming output mode: ${mode}. This output mode is not supported for ${operation}${output === undefined ? '' : ` (output ${output})`}.`,
  )
