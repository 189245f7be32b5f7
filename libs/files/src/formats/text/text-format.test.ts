import { expect, test } from 'vitest'
import { rowsOfText } from '../../testing/read-rows.ts'
import { textFormat } from './text-format.ts'

// What Spark 4.1.1 gives for the same file.
test('a row a line, whichever way it ends; what is no UTF-8 is replaced', async () => {
  const content = Buffer.from('a\rb\r\nc\n\nd\xffe\r\r\n\n', 'latin1')
  const expected = ['a', 'b', 'c', '', 'd\ufffde', '', '']
  expect((await rowsOfText(textFormat(), content)).flat()).toEqual(expected)
  expect((await rowsOfText(textFormat(), content, [])).length).toBe(expected.length)
  expect(await rowsOfText(textFormat(), 'no end')).toEqual([['no end']])
})
