import type { ColumnBatch, HostValue, TypeName } from '@millrace/columns'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { analysePlan } from '../../analyse/analyse-plan.ts'
import type { ExpressionNode } from '../../plan/expression-node.ts'
import type { JoinType } from '../../plan/logical-plan.ts'
import { columnOfHosts, hostReader } from '../host-values.ts'
import { execute } from './execute.ts'

type Row = readonly (number | null)[]

const column = (name: string): ExpressionNode => ({ kind: 'column', name })
const call = (name: string, ...args: ExpressionNode[]): ExpressionNode => ({ kind: 'call', name, args })
const field = (name: string) => ({ name, type: 'int32' as TypeName, nullable: true })

const batchOf = (names: readonly string[], rows: readonly Row[]): ColumnBatch => ({
  schema: names.map(field),
  length: rows.length,
  columns: names.map((_, i) =>
    columnOfHosts(
      'int32',
      rows.map(r => r[i]),
    ),
  ),
})

async function joined(
  type: JoinType,
  condition: ExpressionNode,
  left: readonly Row[],
  right: readonly Row[],
): Promise<string[]> {
  const tables = {
    async *read(name: string) {
      const [names, rows] = name === 'l' ? [['a', 'b'], left] : [['x', 'y'], right]
      // Several batches, one of them empty.
      yield batchOf(names, rows.slice(0, 2))
      yield batchOf(names, [])
      yield batchOf(names, rows.slice(2))
    },
  }
  const side = (name: string, ...columns: string[]) =>
    ({ op: 'relation', name, streaming: false, schema: columns.map(field) }) as const
  const plan = analysePlan({ op: 'join', left: side('l', 'a', 'b'), right: side('r', 'x', 'y'), type, condition })
  const rows: HostValue[][] = []
  for await (const batch of execute(plan, tables)) {
    const readers = batch.columns.map(hostReader)
    for (let r = 0; r < batch.length; r++) rows.push(readers.map(read => read(r)))
  }
  return rows.map(row => JSON.stringify(row)).sort()
}

/** The definition of each join, row by row. */
function naive(
  type: JoinType,
  test: (l: Row, r: Row) => boolean,
  left: readonly Row[],
  right: readonly Row[],
): string[] {
  const nulls = [null, null]
  const partners = (l: Row): readonly Row[] => right.filter(r => test(l, r))
  const pairs = left.flatMap(l => partners(l).map(r => [...l, ...r]))
  const leftAlone = left.filter(l => partners(l).length === 0)
  const rightAlone = right.filter(r => !left.some(l => test(l, r))).map(r => [...nulls, ...r])
  const rows: Row[] = {
    inner: pairs,
    cross: pairs,
    left: [...pairs, ...leftAlone.map(l => [...l, ...nulls])],
    right: [...pairs, ...rightAlone],
    full: [...pairs, ...leftAlone.map(l => [...l, ...nulls]), ...rightAlone],
    leftSemi: left.filter(l => partners(l).length > 0) as number[][],
    leftAnti: leftAlone as number[][],
  }[type]
  return rows.map(row => JSON.stringify(row)).sort()
}

const TYPES: readonly JoinType[] = ['inner', 'left', 'right', 'full', 'leftSemi', 'leftAnti']
const rows = fc.array(fc.tuple(fc.option(fc.integer({ min: 0, max: 3 })), fc.option(fc.integer({ min: 0, max: 3 }))), {
  maxLength: 7,
})

test('joins give what their definition says, for keys, null-safe keys, further conditions and none of these', async () => {
  const cases: readonly [ExpressionNode, (l: Row, r: Row) => boolean][] = [
    [call('eq', column('a'), column('x')), ([a], [x]) => a !== null && a === x],
    [call('equalNullSafe', column('x'), column('a')), ([a], [x]) => a === x],
    [
      call('and', call('eq', column('a'), column('x')), call('lt', column('b'), column('y'))),
      ([a, b], [x, y]) => a !== null && a === x && b !== null && y !== null && b < y,
    ],
    [call('lt', column('b'), column('y')), ([, b], [, y]) => b !== null && y !== null && b < y],
  ]
  await fc.assert(
    fc.asyncProperty(
      rows,
      rows,
      fc.constantFrom(...TYPES),
      fc.constantFrom(...cases),
      async (left, right, type, [condition, test]) => {
        expect(await joined(type, condition, left, right)).toEqual(naive(type, test, left, right))
      },
    ),
    { numRuns: 150 },
  )
})
