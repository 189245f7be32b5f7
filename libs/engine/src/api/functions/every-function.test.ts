import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Dataset } from '../../index.ts'
import { functionNames } from '../../kernels/registry.ts'
import { aggregateNames } from '../../operators/aggregate/registry.ts'
import { tableOf } from '../../sources/memory-table.ts'
import { SqlSession } from '../../sql/index.ts'
import { lookUpFunction } from '../../sql/translate/function-names.ts'
import { readTable } from '../read-table.ts'
import * as F from './index.ts'
import { batch, CALLS, SCHEMA } from './testing/calls.ts'

/** What analysis makes of operators, and calls that methods of expressions and datasets make. */
const INTERNAL = new URL('../../../../../tools/functions/internal.txt', import.meta.url)

test('every function and aggregate that the engine has is exported', async () => {
  const [, ...lines] = (await readFile(INTERNAL, 'utf8')).trim().split('\n')
  const internal = new Set(lines.flatMap(line => line.split(' ')))
  const missing = [...functionNames(), ...aggregateNames()].filter(name => !internal.has(name) && !(name in F))
  // A new function needs a line in the file of its family here.
  expect(missing).toEqual([])
})

test('every window function is exported', async () => {
  const text = await readFile(new URL('windows.txt', INTERNAL), 'utf8')
  const names = text
    .trim()
    .split('\n')
    .slice(1)
    .map(line => lookUpFunction(line.slice(0, line.indexOf('(')))?.name ?? line)
  expect(names.length).toBeGreaterThan(8)
  expect(names.filter(name => !(name in F))).toEqual([])
})

const session = new SqlSession()
session.registerBatch('t', batch)
const rows = readTable(tableOf('t', SCHEMA, batch)) as Dataset<never, never> as Dataset<never>

const outcome = async (sql: string) => {
  try {
    const { columns, rows } = await session.execute(sql)
    return { type: columns[0].type, value: rows[0][0] }
  } catch (error) {
    return { error: (error as Error).message.replace(/ \(line .*/s, '') }
  }
}

test.each(CALLS.map(([call, sql]) => ({ call, sql })))('$sql', async ({ call, sql }) => {
  session.registerDataset('w', rows.select(call.as('v') as never))
  const [typed, text] = [await outcome('select v from w'), await outcome(`select ${sql} as v from t`)]
  expect(typed).toEqual(text)
  // Only those that are for raising errors do.
  expect('error' in text).toBe(/raise_error/.test(sql))
})
