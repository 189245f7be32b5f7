import { expect, it } from 'vitest'
import { parseSchema } from './schema-text.ts'

it.each([
  ['struct<>', []],
  ['struct<a:int,b:interval day to second>', ['a|int', 'b|interval day to second']],
  ['struct<CASE WHEN (a:b, c) THEN 1 END:decimal(10,2)>', ['CASE WHEN (a:b, c) THEN 1 END|decimal(10,2)']],
  [
    'struct<m:map<int,struct<x:int,y:string>>,c:string collate UTF8_LCASE>',
    ['m|map<int,struct<x:int,y:string>>', 'c|string collate UTF8_LCASE'],
  ],
  ['struct<(a > 1):boolean,:void>', ['(a > 1)|boolean', '|void']],
  ['struct<t:timestamp_ntz,u:time(6),v:varchar(5)>', ['t|timestamp_ntz', 'u|time(6)', 'v|varchar(5)']],
])('%s has its columns', (schema, columns) => {
  expect(parseSchema(schema).map(({ name, type }) => `${name}|${type}`)).toEqual(columns)
})
