import { describe, expect, it } from 'vitest'
import { rowOrder } from './row-order.ts'

const tree = (...lines: string[]): string => lines.join('\n')

describe('the order of rows', () => {
  it('is kept below a global sort, also under projections, limits and views', () => {
    expect(rowOrder(tree('Sort [a#x ASC NULLS FIRST], true', '+- LocalRelation [a#x]'))).toBe('kept')
    expect(
      rowOrder(tree('GlobalLimit 1', '+- LocalLimit 1', '   +- Project [a#x]', '      +- Sort [a#x ASC], true')),
    ).toBe('kept')
  })

  it('is lost in an aggregate, a join and a local sort', () => {
    expect(rowOrder(tree('Aggregate [a#x], [a#x]', '+- Sort [a#x ASC], true'))).toBe('sorted')
    expect(rowOrder(tree('Join Inner', ':- Sort [a#x ASC], true', '+- LocalRelation [b#x]'))).toBe('sorted')
    expect(rowOrder(tree('Sort [a#x ASC], false', '+- LocalRelation [a#x]'))).toBe('sorted')
  })

  it('does not come from a subquery in an expression', () => {
    const plan = tree(
      'Project [scalar-subquery#x []]',
      ':  +- Sort [a#x ASC], true',
      ':     +- Range',
      '+- OneRowRelation',
    )
    expect(rowOrder(plan)).toBe('sorted')
  })

  it('may come from either side of a union', () => {
    expect(rowOrder(tree('Union false, false', ':- OneRowRelation', '+- Sort [a#x ASC], true'))).toBe('kept')
  })

  it('is unknown without a plan', () => {
    expect(rowOrder(undefined)).toBe('unknown')
    expect(rowOrder('[Analyzer test output redacted due to nondeterminism]')).toBe('unknown')
  })
})
