import { expect, test } from 'vitest'
import { csvCells } from './csv-cells.ts'

test('fields are those that the format reads: quotes, escapes and delimiters of several characters', () => {
  expect(csvCells('a,"b,c",,"d\\"e"', ',')).toEqual(['a', 'b,c', '', 'd"e'])
  expect(csvCells('ü||x"y||', '||')).toEqual(['ü', 'x"y', ''])
  expect(csvCells('"open,x', ',')).toEqual(['open,x'])
})
