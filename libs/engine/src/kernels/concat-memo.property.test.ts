import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resolveExpression } from '../analyse/resolve.ts'
import type { Expr } from '../api/expr.ts'
import { coalesce, col, concat, lit } from '../api/scalar-functions.ts'
import { batchFrom, valuesOf } from '../operators/testing/columns.ts'
import { ExpressionKernel } from './kernel.ts'

type Text = string | null
/** A row's texts by column. */
type Row = Readonly<Record<'a' | 'b' | 'c', Text>>
/** An expression and what it is of a row. */
interface Case {
  readonly expression: Expr<never, string>
  of(row: Row): Text
}

const column = fc
  .constantFrom('a' as const, 'b' as const, 'c' as const)
  .map((name): Case => ({ expression: col(name) as never, of: row => row[name] }))
const literal = fc
  .string({ maxLength: 3, unit: 'grapheme' })
  .map((text): Case => ({ expression: lit(text) as never, of: () => text }))
const { any } = fc.letrec<{ any: Case; call: Case }>(tie => ({
  any: fc.oneof({ maxDepth: 3 }, column, literal, tie('call')),
  call: fc.oneof(
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map(
      (parts): Case => ({
        expression: concat(...(parts.map(p => p.expression) as [never])) as never,
        of: row =>
          parts
            .map(p => p.of(row))
            .reduce<Text>((whole, part) => (whole === null || part === null ? null : whole + part), ''),
      }),
    ),
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map(
      (parts): Case => ({
        expression: coalesce(...(parts.map(p => p.expression) as [never])) as never,
        of: row => parts.map(p => p.of(row)).find(part => part !== null) ?? null,
      }),
    ),
  ),
}))

const text = fc.option(fc.constantFrom('', 'x', 'yé', '?', 'q'.repeat(100), '/a/b'), { nil: null })
const rows = fc.array(fc.record({ a: text, b: text, c: text }), { minLength: 1, maxLength: 60 })

test('strings joined from several columns, nulls among them, over several batches', () => {
  fc.assert(
    fc.property(any, fc.array(rows, { minLength: 1, maxLength: 3 }), ({ expression, of }, batches) => {
      const columns = (data: readonly Row[]) =>
        batchFrom({
          a: ['string', data.map(r => r.a)],
          b: ['string', data.map(r => r.b)],
          c: ['string', data.map(r => r.c)],
        })
      const nullable = columns([{ a: null, b: null, c: null }]).schema
      const kernel = new ExpressionKernel(resolveExpression(expression.node, nullable))
      for (const data of batches) expect(valuesOf(kernel.evaluate(columns(data)))).toEqual(data.map(of))
    }),
    { numRuns: 300 },
  )
})
