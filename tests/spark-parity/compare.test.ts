import { describe, expect, it } from 'vitest'
import type { BatchAnswer, Cell } from './src/answer.ts'
import type { ParityCase } from './src/case.ts'
import { compareAnswers, describeDifferences } from './src/compare.ts'

const query: ParityCase = { name: 'q', query: 'SELECT 1' }
const schema = [{ name: 'a', type: 'int' }]
const rows = (...cells: Cell[]) => ({ schema, rows: cells.map(cell => [cell]) })
const texts = (...args: Parameters<typeof compareAnswers>): string[] => compareAnswers(...args).map(d => d.text)

describe('rows', () => {
  it('agree in any order, as often as they occur', () => {
    expect(compareAnswers(query, rows('1', null, '1'), rows('1', '1', null))).toEqual([])
    expect(texts(query, rows('1', '1'), rows('1'))).toEqual(['missing: ["1"]'])
    expect(texts(query, rows('NULL'), rows(null))).toEqual(['missing: ["NULL"]', 'too much: [null]'])
  })

  it('agree in their order where the case asks for it', () => {
    expect(texts({ ...query, ordered: true }, rows('1', '2'), rows('2', '1'))).toEqual([
      'row 1: Spark ["1"], Millrace ["2"]',
    ])
    expect(texts({ ...query, ordered: true }, rows('1'), rows('1', '2'))).toEqual([
      'row 2: Spark undefined, Millrace ["2"]',
    ])
  })

  it('agree within the tolerance, also inside a list', () => {
    const loose = { ...query, tolerance: 0.01 }
    expect(compareAnswers(loose, rows('[100,-2.0E-7]'), rows('[100.9,-2.001E-7]'))).toEqual([])
    expect(texts(loose, rows('100'), rows('102'))).toHaveLength(2)
    expect(texts(loose, rows('NaN'), rows('1.0'))).toHaveLength(2)
    expect(texts(loose, rows('{"a":1}'), rows('{"b":1}'))).toHaveLength(2)
    expect(texts(query, rows('0.1'), rows('0.10000000000000002'))).toHaveLength(2)
  })

  it('have the same names and types', () => {
    expect(texts(query, rows('1'), { ...rows('1'), schema: [{ name: 'a', type: 'bigint' }] })[0]).toContain('a: bigint')
  })
})

describe('errors', () => {
  const failed = (condition: string | null) => ({ error: { condition, sqlState: null } })

  it('have the same condition, without regard to its advice', () => {
    expect(compareAnswers(query, failed('CAST_OVERFLOW.X'), failed('CAST_OVERFLOW'))).toEqual([])
    expect(texts(query, failed('CAST_OVERFLOW'), failed('DIVIDE_BY_ZERO'))).toHaveLength(1)
    expect(texts(query, failed('CAST_OVERFLOW'), rows('1'))).toHaveLength(1)
    expect(texts(query, rows('1'), failed('CAST_OVERFLOW'))).toHaveLength(1)
  })

  it('need not have a name that Spark does not give', () => {
    expect(compareAnswers(query, failed('_LEGACY_ERROR_TEMP_1'), failed('ANY'))).toEqual([])
    expect(compareAnswers(query, failed(null), failed('ANY'))).toEqual([])
  })
})

it('tells which expression differs', () => {
  const column = (...values: Cell[]) => ({ columns: [{ expression: 'a + 1', type: 'int', values }] })
  const differences = compareAnswers({ name: 'e', expressions: ['a + 1'] }, column('1', '2'), column('1', '3'))
  expect(describeDifferences(differences)).toBe('a + 1\n    row 2: Spark "2", Millrace "3"')
})

describe('streams', () => {
  const stream: ParityCase = { name: 's', sources: {}, query: 'SELECT 1', mode: 'append' }
  const batch = (id: number, more: Partial<BatchAnswer> = {}): BatchAnswer => ({
    id,
    run: 0,
    data: true,
    rows: [],
    ...more,
  })
  const batches = (...list: BatchAnswer[]) => ({ schema, batches: list })

  it('agree batch by batch, with those without data', () => {
    const answer = batches(batch(0), batch(1, { data: false, rows: [['1']] }))
    expect(compareAnswers(stream, answer, structuredClone(answer))).toEqual([])
    expect(texts(stream, answer, batches(batch(0)))[0]).toMatch(/^missing: batch 1 .* without data/)
    expect(texts(stream, batches(batch(0)), answer)[0]).toMatch(/^too much: batch 1/)
    expect(texts(stream, answer, batches(batch(0, { rows: [['1']] }), batch(1, { data: false })))).toEqual([
      'batch 0, too much: ["1"]',
      'batch 1, missing: ["1"]',
    ])
  })

  it('agree in their watermarks', () => {
    const moved = batches(batch(0, { watermark: '2024-01-01T00:00:00.000Z' }))
    expect(texts(stream, moved, batches(batch(0)))).toHaveLength(1)
  })
})
