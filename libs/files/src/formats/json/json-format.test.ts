import { describe, expect, test } from 'vitest'
import { rowsOfText, schemaOf } from '../../testing/read-rows.ts'
import { type JsonOptions, jsonFormat } from './json-format.ts'

const read = (content: string, fields: readonly string[], options: JsonOptions = {}, columns?: readonly string[]) =>
  rowsOfText(jsonFormat({ schema: schemaOf(...fields), ...options }), content, columns)

// What Spark 4.1.1 gives for the same files.
describe('as Spark reads JSON', () => {
  test('records, values of other kinds, broken records', async () => {
    const content = `{"a":1,"b":"x"}

  
{"a":"5","b":5}
{"a":1.5,"b":1.50}
{"a":1.0,"b":{"x": 1 , "y":[1, 2]}}
{bad
[{"a":1,"b":"p"},{"a":2}]
{"b":true,"a":null}
"str"
5
null
{"a":1,"a":2}
{"a":99999999999}
{"A":3}
{"a":1} x
{"a":7,"b":"y"`
    expect(await read(content, ['a int32', 'b string'])).toEqual([
      ['1', 'x'],
      [null, '5'],
      [null, '1.50'],
      [null, '{"x": 1 , "y":[1, 2]}'],
      [null, null],
      ['1', 'p'],
      ['2', null],
      [null, 'true'],
      [null, null],
      [null, null],
      [null, null],
      ['2', null],
      [null, null],
      [null, null],
      ['1', null],
      [null, null],
    ])
  })

  test('decimals and doubles', async () => {
    const content = `{"a":1,"b":"NaN"}
{"a":"1.5","b":1e3}
{"a":1.257,"b":"Infinity"}
{"a":123456789.1,"b":NaN}
{"a":"x","b":"1.5"}
{"a":" 1","b":"-INF"}
{"a":null,"b":-Infinity}`
    expect(await read(content, ['a decimal(5,2)', 'b double'])).toEqual([
      ['1.00', 'NaN'],
      ['1.50', '1000.0'],
      ['1.26', 'Infinity'],
      [null, 'NaN'],
      [null, null],
      [null, '-Infinity'],
      [null, '-Infinity'],
    ])
    const large = '{"a":9223372036854775807,"b":1.1}\n{"a":9223372036854775808,"b":3.4e39}\n{"a":1e2,"b":"1"}\n'
    expect(await read(large, ['a int64', 'b float'])).toEqual([
      ['9223372036854775807', '1.1'],
      [null, 'Infinity'],
      [null, null],
    ])
  })

  test('dates and times', async () => {
    const content = `{"a":"2024-01-02","b":"2024-01-02T03:04:05.123Z","c":"2024-01-02 03:04:05"}
{"a":5,"b":5,"c":5}
{"a":"2024-01-02T00:00:00","b":"2024-01-02","c":"2024-01-02T03:04:05Z"}
{"a":"x","b":1.5,"c":"2024-01-02"}`
    expect(await read(content, ['a date', 'b timestamp', 'c timestamp_ntz'])).toEqual([
      ['2024-01-02', '2024-01-02 03:04:05.123', '2024-01-02 03:04:05'],
      [null, '1970-01-01 00:00:05', null],
      ['2024-01-02', '2024-01-02 00:00:00', null],
      [null, null, '2024-01-02 00:00:00'],
    ])
  })

  test('structs, arrays and maps', async () => {
    const content = `{"a":{"x":1,"y":"s"},"b":[1,2,null],"c":{"k":1,"l":null}}
{"a":{"x":"bad","y":"s"},"b":[1,"x"],"c":{"k":"x"}}
{"a":5,"b":5,"c":[]}
{"a":[1,"q"],"b":{"x":1},"c":{}}
{"a":{},"b":[],"c":null}
{"a":"","b":"","c":""}`
    expect(await read(content, ['a struct<x:int32,y:string>', 'b list<int32>', 'c map<string,int32>'])).toEqual([
      ['{1, s}', '[1, 2, null]', '{k -> 1, l -> null}'],
      ['{null, s}', null, null],
      [null, null, null],
      [null, null, '{}'],
      ['{null, null}', '[]', null],
      [null, null, null],
    ])
  })

  test('booleans, binaries, bytes', async () => {
    const content = `{"a":true,"b":"YWJj","c":1}
{"a":"true","b":"abc","c":"1"}
{"a":1,"b":5,"c":1.0}
{"a":"","b":"","c":128}`
    expect(await read(content, ['a boolean', 'b binary', 'c int8'])).toEqual([
      ['true', 'abc', '1'],
      [null, null, null],
      [null, null, null],
      [null, '', '-128'],
    ])
  })

  test('what is JSON and what is not', async () => {
    const content = `{'a':1}
{a:1}
{"a":01}
{"a":1} // c
{"a":+1}
{"a":1,}
{"a":"\\u0041\\n\\x"}
{"b":"\t"}
{"a":1}{"a":2}`
    expect((await read(content, ['a int32', 'b string'])).map(([a]) => a)).toEqual([
      '1',
      null,
      null,
      '1',
      null,
      null,
      null,
      null,
      '1',
    ])
  })

  test('the modes', async () => {
    const content = '{"a":1}\n{"a":"x"}\n{bad\n'
    expect(await read(content, ['a int32'], { mode: 'DROPMALFORMED' })).toEqual([['1']])
    await expect(read(content, ['a int32'], { mode: 'FAILFAST' })).rejects.toMatchObject({
      code: 'MILLRACE_INPUT_DAMAGED',
    })
    const fields = ['a int32', 'b int32', '_corrupt_record string']
    expect(await read('{"a":"x","b":1}\n{bad\n{"a":1,"b":2}\n', fields)).toEqual([
      [null, '1', '{"a":"x","b":1}'],
      [null, null, '{bad'],
      ['1', '2', null],
    ])
  })
})

test('marks, empty arrays, values that stay as they are written', async () => {
  const content = `\ufeff{"a":"x","b":1}
{"b":"y","a":null,"c":{"d":[1,{"e":2}]}}
{"a":{"x":1},"b":[1,  2]}
{"a":-0.0,"b":1E5}
[]
[{"a":"q"},5]
{"a":"\\ud83d\\ude00","b":"\\u0000"}`
  expect(await read(content, ['a string', 'b string'])).toEqual([
    [null, null],
    [null, 'y'],
    ['{"x":1}', '[1,  2]'],
    ['-0.0', '1E5'],
    [null, null],
    ['😀', '\0'],
  ])
})

test('escapes, and names that are written with them', async () => {
  const content = '{"b":"\\u00e9\\n\\"q\\"","\\u0061":3,"c":[{"a":1}]}\n{\'b\':\'say "x"\\t\'}'
  expect(await read(content, ['a int32', 'b string'])).toEqual([
    ['3', 'é\n"q"'],
    [null, 'say "x"\t'],
  ])
  expect(await read(content, ['a int32', 'b string'], {}, ['a'])).toEqual([['3'], [null]])
})
