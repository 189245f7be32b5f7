import { describe, expect, test } from 'vitest'
import { rowsOfText, schemaOf } from '../../testing/read-rows.ts'
import { type CsvOptions, csvFormat } from './csv-format.ts'

const AB = schemaOf('a string', 'b string')
const read = (content: string, schema = AB, options: CsvOptions = {}, columns?: readonly string[]) =>
  rowsOfText(csvFormat({ schema, ...options }), content, columns)

// What Spark 4.1.1 gives for the same files.
describe('as Spark reads CSV', () => {
  test('quotes, escapes and what does not close', async () => {
    const content =
      '"a""b",1\n"a\\"b",2\n"a\\\\b",3\n"a\\\\",4\nx"y",5\n"x"y,6\n"x" ,7\n "x",8\n"",9\n,10\n\n \na\n"a,b\n1,2\n'
    expect(await read(content)).toEqual([
      ['"a""b"', '1'],
      ['a"b', '2'],
      ['a\\b', '3'],
      ['a\\', '4'],
      ['x"y"', '5'],
      ['"x"y', '6'],
      ['x', '7'],
      [' "x"', '8'],
      [null, '9'],
      [null, '10'],
      ['a', null],
      ['a,b', null],
      ['1', '2'],
    ])
  })

  test('quotes doubled', async () => {
    expect(await read('"a""b",1\n"a\\"b",2\n"a""",3\n"""",4\n"x"y,5\n', AB, { escape: '"' })).toEqual([
      ['a"b', '1'],
      ['"a\\"b"', '2'],
      ['a"', '3'],
      ['"', '4'],
      ['"x"y', '5'],
    ])
  })

  test('delimiters in quotes that close too early, bytes that are no text, no quotes at all', async () => {
    const content = Buffer.concat([
      Buffer.from('a\xff,1\n', 'latin1'),
      Buffer.from('"x\ty",3\n"a,b" x,4\n""x,5\n"",\n,""\n"a\\,b",7\na\\"b,8\n'),
    ])
    expect(await rowsOfText(csvFormat({ schema: AB }), content)).toEqual([
      ['a\ufffd', '1'],
      ['x\ty', '3'],
      ['"a,b" x', '4'],
      ['""x', '5'],
      [null, null],
      [null, null],
      ['a\\,b', '7'],
      ['a\\"b', '8'],
    ])
    expect(await rowsOfText(csvFormat({ schema: AB, quote: '' }), content)).toEqual([
      ['a\ufffd', '1'],
      ['"x\ty"', '3'],
      ['"a', 'b" x'],
      ['""x', '5'],
      ['""', null],
      [null, '""'],
      ['"a\\', 'b"'],
      ['a\\"b', '8'],
    ])
  })

  test('records that are too short or too long, in each mode', async () => {
    const ints = schemaOf('a int32', 'b int32')
    expect(await read('1,2,3\n1\n4,5\n', ints)).toEqual([
      ['1', '2'],
      ['1', null],
      ['4', '5'],
    ])
    const bad = '1,2,3\n1\n4,5\nx,6\n'
    expect(await read(bad, ints, { mode: 'DROPMALFORMED' })).toEqual([['4', '5']])
    expect(await read(bad, ints, { mode: 'DROPMALFORMED' }, ['b'])).toEqual([['5']])
    await expect(read('4,5\n1,2,3\n', ints, { mode: 'FAILFAST' })).rejects.toMatchObject({
      code: 'MILLRACE_INPUT_DAMAGED',
      message: expect.stringContaining('byte 4 that does not follow the schema (mode FAILFAST): 1,2,3'),
    })
    expect(await read('1,2\nx,3\n4\n', schemaOf('a int32', 'b int32', '_corrupt_record string'))).toEqual([
      ['1', '2', null],
      [null, '3', 'x,3'],
      ['4', null, '4'],
    ])
  })

  test('numbers', async () => {
    const content = '+5,1.5, 2\n 5,1e3,NaN\n5 ,Inf,-Inf\n99999999999,Infinity,1d\n0x10,.5,5.\n-,,\n1.0,abc,true\n'
    expect(await read(content, schemaOf('a int32', 'b double', 'c double'))).toEqual([
      ['5', '1.5', '2.0'],
      [null, '1000.0', 'NaN'],
      [null, 'Infinity', '-Infinity'],
      [null, 'Infinity', '1.0'],
      [null, '0.5', '5.0'],
      [null, null, null],
      [null, null, null],
    ])
    const decimals = '1.005\n123456.7\n1e2\n +1\n1.5 \nabc\n'
    expect((await read(decimals, schemaOf('a decimal(5,2)'))).flat()).toEqual([
      '1.01',
      null,
      '100.00',
      null,
      null,
      null,
    ])
    const longs = '9223372036854775807\n9223372036854775808\n-9223372036854775808\n'
    expect((await read(longs, schemaOf('a int64'))).flat()).toEqual([
      '9223372036854775807',
      null,
      '-9223372036854775808',
    ])
    expect(await read('300,1\n-128,2\n', schemaOf('a int8', 'b int32'))).toEqual([
      [null, '1'],
      ['-128', '2'],
    ])
  })

  test('booleans, dates and times', async () => {
    const booleans = 'true\nTRUE\n1\nt\nyes\n false\nFalse\n'
    expect((await read(booleans, schemaOf('a boolean'))).flat()).toEqual([
      'true',
      'true',
      null,
      null,
      null,
      null,
      'false',
    ])
    const content =
      '2024-01-02,2024-01-02 03:04:05,2024-01-02T03:04:05.123456\n2024-1-2,2024-01-02,2024-01-02T03:04:05Z\n' +
      '2024-01-02 10:00:00,2024-01-02T03:04:05.123+02:00,2024-01-02\n 2024-01-02,x,5\n2024,12,1\n'
    expect(await read(content, schemaOf('a date', 'b timestamp', 'c timestamp_ntz'))).toEqual([
      ['2024-01-02', '2024-01-02 03:04:05', '2024-01-02 03:04:05.123456'],
      ['2024-01-02', '2024-01-02 00:00:00', null],
      ['2024-01-02', '2024-01-02 01:04:05.123', '2024-01-02 00:00:00'],
      ['2024-01-02', null, null],
      ['2024-01-01', null, null],
    ])
  })

  test('what is null and what is empty', async () => {
    expect(await read('NA,NA\n"NA",1\n"",x\n,y\n', AB, { nullValue: 'NA' })).toEqual([
      [null, null],
      [null, '1'],
      ['', 'x'],
      [null, 'y'],
    ])
    expect(await read('"",x\n,y\n', AB, { emptyValue: 'E' })).toEqual([
      ['E', 'x'],
      [null, 'y'],
    ])
  })

  test('white space, line ends, headers, comments, byte order marks, long delimiters', async () => {
    const spaces = { ignoreLeadingWhiteSpace: true, ignoreTrailingWhiteSpace: true }
    expect(await read(' a , b \n" a "," b "\n', AB, spaces)).toEqual([
      ['a', 'b'],
      [' a ', ' b '],
    ])
    expect(await read('a,b\r\nc,d\re,f\n')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ])
    expect(await read('\n#x,y\nx,y\n1,2', AB, { header: true, comment: '#' })).toEqual([['1', '2']])
    expect(await read('\ufeffa,b\n')).toEqual([['a', 'b']])
    expect(await read('a||b\n"c||d"||e\n', AB, { delimiter: '||' })).toEqual([
      ['a', 'b'],
      ['c||d', 'e'],
    ])
  })
})

test('columns go by their place, whichever are read', async () => {
  const schema = schemaOf('a int32', 'b string', 'c double')
  expect(await read('1,x,2.5\n', schema, {}, ['c', 'b'])).toEqual([['2.5', 'x']])
  expect(await read('1,x,2.5\n2,y,3\n', schema, {}, [])).toEqual([[], []])
})

test('options and types that cannot be are refused', () => {
  expect(() => csvFormat({ schema: schemaOf('a list<int32>') })).toThrow('which CSV cannot hold')
  expect(() => csvFormat({ schema: AB, delimiter: '' })).toThrow('delimiter')
  expect(() => csvFormat({ schema: AB, quote: '""' })).toThrow('quote')
})
