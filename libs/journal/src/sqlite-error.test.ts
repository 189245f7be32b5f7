import { MillraceError } from '@millrace/errors'
import { expect, test } from 'vitest'
import { journalError } from './sqlite-error.ts'

/** As node:sqlite throws it, with SQLite's extended result code. */
const thrown = (errcode: number) => Object.assign(new Error('what SQLite says'), { errcode })

test.each([
  [14, 'this user may not open it, or may not make files in its folder'],
  [8 | (4 << 8), 'this user may not write to it, which readers do too: they register'],
  [10, 'what SQLite says'],
])('result code %i in the words of a user', (code, reason) => {
  const error = journalError(thrown(code), '/j')
  expect(error).toBeInstanceOf(MillraceError)
  expect(error).toMatchObject({ code: 'MILLRACE_FILE_SYSTEM', message: `The journal /j cannot be used: ${reason}.` })
})

test('what is no error of SQLite passes', () => {
  const error = new TypeError('x')
  expect(journalError(error, '/j')).toBe(error)
})
