import { expect, test } from 'vitest'
import type { BlockPlan } from '../../plan/worker-plan.ts'
import { needsLibrary } from './needs-library.ts'

const column = { kind: 'column', name: 'host', type: 'string', nullable: true } as const
const call = (name: string, arg: object) => ({ kind: 'call', name, args: [arg], type: 'string', nullable: true })

const plan = (expression: object, aggregate: string): BlockPlan => ({
  schema: [],
  selections: [],
  expressions: [{ selection: -1, expression: expression as never }],
  aggregations: [
    {
      id: 0,
      selection: -1,
      spec: { keys: [], functions: [{ name: aggregate, args: [], type: 'int64', nullable: false }] },
      keys: [],
      args: [],
    },
  ],
  rows: [],
})

test('the library is loaded for functions that are not known without it, and then all are', async () => {
  const known = plan(call('concat', column), 'count')
  const scalar = plan(call('concat', call('reverse', column)), 'count')
  const aggregate = plan(column, 'maxBy')
  expect([known, scalar, aggregate].map(needsLibrary)).toEqual([false, true, true])
  await import('../../function-library.ts')
  expect([scalar, aggregate].map(needsLibrary)).toEqual([false, false])
})
