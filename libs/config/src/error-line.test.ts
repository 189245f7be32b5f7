import { MillraceError } from '@millrace/errors'
import { expect, test } from 'vitest'
import { errorLine } from './run-main.ts'

test('a message that quotes data does not steer the terminal', () => {
  const error = new MillraceError('MILLRACE_USAGE', 'There is no "\u001b]0;x\u0007\u202e".')
  expect(errorLine('millrace', error)).toBe('millrace: There is no "\\x1b]0;x\\x07\\u{202e}".\n')
})
