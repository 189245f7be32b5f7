import type { TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resolveExpression } from '../analyse/resolve.ts'
import { batchFrom, type Value, valuesOf } from '../operators/testing/columns.ts'
import { naiveEvaluate } from '../operators/testing/naive.ts'
import type { ExpressionNode } from '../plan/expression-node.ts'
import { ExpressionKernel, PredicateKernel } from './kernel.ts'

const TYPES = { b: 'boolean', s: 'int16', i: 'int32', l: 'int64', d: 'double', t: 'string', u: 'string' } as const
const NUMBERS = ['s', 'i', 'l', 'd']

const values: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  boolean: fc.boolean(),
  int16: fc.integer({ min: -32768, max: 32767 }),
  int32: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer()),
  int64: fc.oneof(
    fc.bigInt({ min: -4n, max: 4n }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.constant(2n ** 53n),
  ),
  double: fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, 1)),
  string: fc.oneof(fc.constantFrom('', 'a', 'é', '😀'), fc.string({ unit: 'grapheme', maxLength: 4 })),
}

const batches = fc.integer({ min: 1, max: 40 }).chain(length =>
  fc.record(
    Object.fromEntries(
      Object.entries(TYPES).map(([name, type]) => [
        name,
        fc
          .record({
            nulls: fc.boolean(),
            values: fc.array(fc.option(values[type], { freq: 4 }), { minLength: length, maxLength: length }),
            plain: values[type],
          })
          .map(c => (c.nulls ? c.values : c.values.map(v => v ?? c.plain))),
      ]),
    ),
  ),
)

const call = (name: string, ...args: ExpressionNode[]): ExpressionNode => ({ kind: 'call', name, args })
const column = (names: readonly string[]) =>
  fc.constantFrom(...names).map((name): ExpressionNode => ({ kind: 'column', name }))
const literal = (type: TypeName, value: Value): ExpressionNode => ({ kind: 'literal', type, value: value as never })

const { boolean, number, text } = fc.letrec<Record<'boolean' | 'number' | 'text', ExpressionNode>>(tie => {
  const comparison = fc.constantFrom('eq', 'neq', 'lt', 'lte', 'gt', 'gte')
  const binary = (names: fc.Arbitrary<string>, a: fc.Arbitrary<ExpressionNode>, b = a) =>
    fc.tuple(names, a, b).map(([name, x, y]) => call(name, x, y))
  const conditional = (branch: fc.Arbitrary<ExpressionNode>) =>
    fc.oneof(
      fc.tuple(branch, branch).map(([x, y]) => call('coalesce', x, y)),
      fc.tuple(tie('boolean'), branch, branch).map(([c, x, y]) => call('when', c, x, y)),
      fc.tuple(tie('boolean'), branch, tie('boolean'), branch).map(([c, x, d, y]) => call('when', c, x, d, y)),
    )
  return {
    boolean: fc.oneof(
      { maxDepth: 3 },
      column(['b']),
      fc.constantFrom(literal('boolean', true), literal('boolean', null)),
      binary(comparison, tie('number')),
      binary(comparison, tie('text')),
      binary(fc.constantFrom('and', 'or'), tie('boolean')),
      tie('boolean').map(x => call('not', x)),
      fc
        .tuple(fc.constantFrom('isNull', 'isNotNull'), fc.oneof(tie('number'), tie('text')))
        .map(([n, x]) => call(n, x)),
    ),
    number: fc.oneof(
      { maxDepth: 3 },
      column(NUMBERS),
      fc.integer({ min: -2, max: 2 }).map(v => literal('int32', v)),
      fc.constantFrom(literal('int64', String(2n ** 60n)), literal('double', 0.5)),
      binary(fc.constantFrom('add', 'subtract', 'multiply', 'divide'), tie('number')),
      tie('text').map(x => call('length', x)),
      conditional(tie('number')),
    ),
    text: fc.oneof(
      { maxDepth: 3 },
      column(['t', 'u']),
      fc.constantFrom('', '?', 'é').map(v => literal('string', v)),
      binary(fc.constant('concat'), tie('text')),
      conditional(tie('text')),
    ),
  }
})

/** The values, or the code of the error that the first failing row raises. */
function outcome(run: () => Value[]): Value[] | string {
  try {
    return run()
  } catch (error) {
    if (error instanceof MillraceError) return error.code
    throw error
  }
}

const plain = (v: Value): Value => (typeof v === 'number' && Object.is(v, -0) ? 0 : v)

test('kernels give what a plain evaluator gives, row by row', () => {
  fc.assert(
    fc.property(batches, fc.oneof(boolean, number, text), (columns, node) => {
      const batch = batchFrom(
        Object.fromEntries(
          Object.entries(columns).map(([name, vs]) => [name, [TYPES[name as keyof typeof TYPES], vs]]),
        ),
      )
      const typed = resolveExpression(node, batch.schema)
      const rows = Array.from({ length: batch.length }, (_, r) =>
        Object.fromEntries(
          Object.entries(columns).map(([name, vs]) => [
            name,
            typeof vs[r] === 'number' && name !== 'd' ? BigInt(vs[r]) : vs[r],
          ]),
        ),
      )
      const integer = typed.type === 'int16' || typed.type === 'int32'
      const expected = outcome(() =>
        rows.map(row => {
          const v = naiveEvaluate(typed, row)
          return plain(integer && v !== null ? Number(v) : v)
        }),
      )
      const kernel = new ExpressionKernel(typed)
      expect(outcome(() => valuesOf(kernel.evaluate(batch)).map(plain))).toEqual(expected)
      if (typed.type !== 'boolean' || typeof expected === 'string') return
      const { rows: kept, count } = new PredicateKernel(typed).select(batch)
      expect([...kept!.subarray(0, count)]).toEqual(expected.flatMap((v, r) => (v === true ? [r] : [])))
    }),
    { numRuns: 1500 },
  )
})
