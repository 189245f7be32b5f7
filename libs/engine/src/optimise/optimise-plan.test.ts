import { expect, test } from 'vitest'
import { analysePlan } from '../analyse/analyse-plan.ts'
import { concatBatches } from '../operators/concat-batches.ts'
import { columnOfHosts, hostReader } from '../operators/host-values.ts'
import { execute } from '../operators/relational/execute.ts'
import type { ExpressionNode } from '../plan/expression-node.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { inputsOf, type TypedPlan } from '../plan/typed-plan.ts'
import { foldConstants } from './fold-constants.ts'
import { limitIntoSort } from './limit-into-sort.ts'
import { optimisePlan } from './optimise-plan.ts'
import { pruneColumns } from './prune-columns.ts'
import { pushFilters } from './push-filters.ts'

const column = (name: string): ExpressionNode => ({ kind: 'column', name })
const int = (value: number): ExpressionNode => ({ kind: 'literal', type: 'int32', value })
const call = (name: string, ...args: ExpressionNode[]): ExpressionNode => ({ kind: 'call', name, args })

const field = (name: string) => ({ name, type: 'int32', nullable: true }) as const
const relation = (name: string, ...columns: string[]): LogicalPlan => ({
  op: 'relation',
  name,
  streaming: false,
  schema: columns.map(field),
})
const DATA: Readonly<Record<string, Readonly<Record<string, readonly (number | null)[]>>>> = {
  t: { a: [1, 2, 3, null, 2], b: [5, 0, 7, 8, 9], c: [1, 1, 1, 1, 1] },
  u: { x: [2, 3, 3, null], y: [10, 20, 30, 40] },
}

async function rowsOf(plan: TypedPlan): Promise<unknown[][]> {
  const tables = {
    async *read(name: string, columns: readonly string[]) {
      const table = DATA[name]
      const length = Object.values(table)[0].length
      yield { schema: columns.map(field), length, columns: columns.map(c => columnOfHosts('int32', table[c])) }
    },
  }
  const batches = []
  for await (const batch of execute(plan, tables)) batches.push(batch)
  const all = concatBatches(plan.schema, batches)
  const readers = all.columns.map(hostReader)
  return Array.from({ length: all.length }, (_, r) => readers.map(read => read(r)))
}

/** The operators from the top down, with the columns of relations. */
const outline = (plan: TypedPlan): string => {
  const own = plan.op === 'relation' ? `${plan.name}(${plan.schema.map(f => f.name).join(',')})` : plan.op
  const inputs = inputsOf(plan).map(outline)
  return inputs.length === 0 ? own : `${own}[${inputs.join(' ')}]`
}

const t = relation('t', 'a', 'b', 'c')
const u = relation('u', 'x', 'y')
const filter = (input: LogicalPlan, condition: ExpressionNode): LogicalPlan => ({ op: 'filter', input, condition })
const project = (input: LogicalPlan, columns: Readonly<Record<string, ExpressionNode>>): LogicalPlan => ({
  op: 'project',
  input,
  columns: Object.entries(columns).map(([name, expression]) => ({ name, expression })),
})

test('constants are computed once, but not what may raise an error', () => {
  const concat = call(
    'concat',
    { kind: 'literal', type: 'string', value: 'a' },
    { kind: 'literal', type: 'string', value: 'b' },
  )
  const plan = foldConstants(analysePlan(project(t, { s: concat, d: call('divide', int(1), int(0)) })))
  expect(plan).toMatchObject({
    columns: [{ expression: { kind: 'literal', value: 'ab' } }, { expression: { kind: 'call', name: 'divide' } }],
  })
})

test('filters go below projections, into unions and the sides of joins', () => {
  const renamed = project(t, { n: column('a'), m: column('b') })
  expect(outline(pushFilters(analysePlan(filter(renamed, call('gt', column('n'), int(1))))))).toBe(
    'project[filter[t(a,b,c)]]',
  )
  const union: LogicalPlan = { op: 'setOperation', kind: 'union', all: true, left: u, right: u }
  expect(outline(pushFilters(analysePlan(filter(union, call('gt', column('y'), int(1))))))).toBe(
    'setOperation[filter[u(x,y)] filter[u(x,y)]]',
  )
  const join = (type: 'inner' | 'left'): LogicalPlan => ({
    op: 'join',
    left: t,
    right: u,
    type,
    condition: call('eq', column('a'), column('x')),
  })
  const both = call('and', call('gt', column('b'), int(1)), call('gt', column('y'), int(15)))
  expect(outline(pushFilters(analysePlan(filter(join('inner'), both))))).toBe('join[filter[t(a,b,c)] filter[u(x,y)]]')
  expect(outline(pushFilters(analysePlan(filter(join('left'), both))))).toBe('filter[join[filter[t(a,b,c)] u(x,y)]]')
})

test('a condition that may raise an error stays where it sees only its own rows', () => {
  const safe = call('neq', column('b'), int(0))
  const risky = call('gt', call('divide', int(10), column('b')), { kind: 'literal', type: 'double', value: 1 })
  const plan = filter(project(t, { a: column('a'), b: column('b') }), call('and', safe, risky))
  expect(outline(pushFilters(analysePlan(plan)))).toBe('filter[project[filter[t(a,b,c)]]]')
})

test('a sort under a limit is told', () => {
  const sort: LogicalPlan = {
    op: 'sort',
    input: t,
    orders: [{ expression: column('b'), direction: 'asc', nulls: 'first' }],
  }
  const limit: LogicalPlan = { op: 'limit', input: project(sort, { b: column('b') }), count: 2, offset: 1 }
  expect(limitIntoSort(analysePlan(limit))).toMatchObject({ input: { input: { op: 'sort', limit: 3 } } })
})

test('tables give only the columns that are read', () => {
  const aggregate: LogicalPlan = {
    op: 'aggregate',
    input: filter(t, call('gt', column('c'), int(0))),
    keys: [],
    aggregates: [{ name: 'n', expression: { kind: 'aggregate', name: 'sum', args: [column('b')] } }],
  }
  expect(outline(pruneColumns(analysePlan(aggregate)))).toBe('aggregate[filter[t(b,c)]]')
  const distinct: LogicalPlan = { op: 'distinct', input: t }
  expect(outline(pruneColumns(analysePlan(project(distinct, { a: column('a') }))))).toBe('project[distinct[t(a,b,c)]]')
})

test('plans give the same rows before and after', async () => {
  const condition = call('eq', column('a'), column('x'))
  const types = ['inner', 'left', 'right', 'full', 'leftSemi', 'leftAnti'] as const
  for (const type of types) {
    const join: LogicalPlan = { op: 'join', left: t, right: u, type, condition }
    const semi = type === 'leftSemi' || type === 'leftAnti'
    const kept = call('or', call('gt', column('b'), int(0)), call('isNull', column(semi ? 'a' : 'y')))
    const selected = project(filter(join, call('and', kept, call('gt', column('b'), int(1)))), { b: column('b') })
    const plan = analysePlan(selected)
    expect(await rowsOf(optimisePlan(plan)), type).toEqual(await rowsOf(plan))
  }
})
