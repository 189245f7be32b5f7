import { expect, it } from 'vitest'
import { regressions, shortfalls } from './baseline.ts'
import type { FileResult, QueryResult } from './run-file.ts'

const statement = { index: 0, line: 1, sql: 'select 1', schema: 'struct<1:int>', output: '1' }

function result(name: string, counts: Partial<Record<QueryResult['verdict'], number>>): FileResult {
  const queries = (['passed', 'refused', 'wrong'] as const).flatMap(verdict =>
    Array.from({ length: counts[verdict] ?? 0 }, () => ({ statement, verdict })),
  )
  return { name, queries, refusedSetups: [] }
}

const before = { a: { passed: 4, refused: 5, wrong: 1, of: 10 } }

it.each([
  ['as before', { passed: 4, refused: 5, wrong: 1 }, 0],
  ['better', { passed: 5, refused: 5, wrong: 0 }, 0],
  ['fewer passed', { passed: 3, refused: 6, wrong: 1 }, 1],
  ['more wrong', { passed: 5, refused: 3, wrong: 2 }, 1],
  ['a statement lost', { passed: 4, refused: 4, wrong: 1 }, 1],
])('%s, against the baseline', (_, counts, regressed) => {
  expect(regressions([result('a', counts)], before)).toHaveLength(regressed)
})

it('a file that the baseline does not have is told', () => {
  expect(regressions([result('b', { passed: 1 })], before)).toEqual(['b is not in the baseline.'])
})

it('a required file needs four of five and none wrong; other files do not', () => {
  expect(shortfalls([result('cte', { passed: 4, refused: 1 })])).toEqual([])
  expect(shortfalls([result('cte', { passed: 3, refused: 1 })])).toHaveLength(1)
  expect(shortfalls([result('cte', { passed: 9, wrong: 1 })])).toHaveLength(1)
  expect(shortfalls([result('window', { wrong: 1 })])).toEqual([])
})
