import type { Settings } from '@millrace/config'
import { MillraceError } from '@millrace/errors'

/** The settings of `--set name=value` flags. */
export function settingsOf(given: readonly string[]): Settings {
  return given.map(text => {
    const equals = text.indexOf('=')
    if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)] as const
    throw new MillraceError('MILLRACE_USAGE', `--set ${text} is not understood; expected name=value.`)
  })
}
