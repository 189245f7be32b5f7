import { asMillraceError } from '@millrace/errors'
import { expect, test } from 'vitest'
import { readTable } from '../api/read-table.ts'
import { rowsOf } from '../operators/rows.ts'
import { collect } from '../runtime/query/collect.ts'
import { batchOf } from '../sources/batch-of.ts'
import { tableOf } from '../sources/memory-table.ts'
import { conditionError, filterBySql } from './condition.ts'
import { SqlError } from './sql-error.ts'

const schema = [
  { name: 'status', type: 'int16', nullable: false },
  { name: 'path', type: 'string', nullable: true },
  { name: 'time', type: 'timestamp', nullable: false },
] as const
const NOON = BigInt(Date.UTC(2026, 0, 1, 12)) * 1000n
const rows = [
  { status: 200, path: '/a', time: NOON },
  { status: 404, path: '/api/x', time: NOON },
  { status: 500, path: null, time: NOON + 3_600_000_000n },
]
const requests = readTable(tableOf('requests', schema, batchOf(schema, rows)))

async function found(condition: string): Promise<unknown[]> {
  const { kept } = await collect({ kept: await filterBySql(requests, condition) })
  return rowsOf(kept).map(row => row.status)
}

test.each([
  ["status >= 400 and path like '/api/%'", [404]],
  ['STATUS in (200, 500)', [200, 500]],
  ["path <> '/a'", [404]],
  ["not (path <=> '/a') -- a comment", [404, 500]],
  ["time > '2026-01-01 12:30:00'", [500]],
  ['upper(left(path, 2)) = "/A"', [200, 404]],
  ['true', [200, 404, 500]],
  ['null', []],
])('%s', async (condition, expected) => {
  expect(await found(condition)).toEqual(expected)
})

test.each([
  ['statu = 200', 'UNRESOLVED_COLUMN.WITH_SUGGESTION', 'statu'],
  ['status >= ', 'PARSE_SYNTAX_ERROR', '>='],
  ["status = 200 and\n path + array(1) = 'a'", 'DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES', 'path + array(1)'],
  ['status', 'DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN', 'status'],
  ['true) or (true', 'PARSE_SYNTAX_ERROR', ')'],
  ['true order by 1', 'PARSE_SYNTAX_ERROR', null],
  ['true union select 1', 'PARSE_SYNTAX_ERROR', null],
  ['true; drop table t', 'PARSE_SYNTAX_ERROR', 't'],
  ['  ', 'PARSE_SYNTAX_ERROR', null],
  ["path = 'a", 'PARSE_SYNTAX_ERROR', "'a"],
  ['count(*) > 1', 'UNSUPPORTED_FEATURE', 'count(*) > 1'],
  ['row_number() over (order by path) = 1', 'UNSUPPORTED_FEATURE', 'row_number() over (order by path) = 1'],
  ['status in (select 404)', 'UNSUPPORTED_FEATURE', 'status'],
])('the place of what is wrong: %s', async (condition, errorClass, fragment) => {
  const error = await filterBySql(requests, condition).catch((thrown: unknown) => thrown)
  if (!(error instanceof SqlError)) throw new Error(`${condition}: ${String(error)}`)
  const { message, place } = error
  expect(/^\[([\w.]+)\]/.exec(message)?.[1]).toBe(errorClass)
  expect(place === null ? null : condition.slice(place.start, place.end)).toBe(fragment)
})

test.each([
  ['status > 100 and 1 / (status - 404) > 0', 'DIVIDE_BY_ZERO', '1 / (status - 404)'],
  ['path + 1 > 2', 'CAST_INVALID_INPUT', 'path + 1'],
])('the place of an error of values: %s', async (condition, errorClass, fragment) => {
  const thrown = await found(condition).catch((error: unknown) => error)
  const { message, place } = conditionError(asMillraceError(thrown), condition)
  expect(message).toMatch(new RegExp(`^\\[${errorClass}\\].* \\(line 1, column ${condition.indexOf(fragment) + 1}\\)$`))
  expect(condition.slice(place?.start, place?.end)).toBe(fragment)
})
