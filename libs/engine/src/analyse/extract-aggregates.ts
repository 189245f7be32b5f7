import { keyName, valueName } from '../operators/aggregate/grouping.ts'
import type { TypedAggregate, TypedExpression, TypedNamed } from '../plan/typed-expression.ts'

/**
 * The output columns of an aggregation in terms of its result (`key0` ..., `value0` ...): keys first, then the aggregates, whose
 * aggregate functions are handed to `functionIndex`.
 */
export function extractAggregates(
  keys: readonly TypedNamed[],
  aggregates: readonly TypedNamed[],
  functionIndex: (call: TypedAggregate) => number,
): TypedNamed[] {
  const replace = (e: TypedExpression): TypedExpression => {
    switch (e.kind) {
      case 'aggregate':
        return { kind: 'column', name: valueName(functionIndex(e)), type: e.type, nullable: e.nullable }
      case 'call':
        return { ...e, args: e.args.map(replace) }
      case 'cast':
        return { ...e, arg: replace(e.arg) }
      case 'column':
        return { ...e, name: keyName(keys.findIndex(k => k.name === e.name)) }
      case 'lambda':
        return { ...e, body: replace(e.body) }
      case 'literal':
      case 'variable':
        return e
    }
  }
  const keyColumns = keys.map(
    ({ name, expression: { type, nullable } }, i): TypedNamed => ({
      name,
      expression: { kind: 'column', name: keyName(i), type, nullable },
    }),
  )
  return [...keyColumns, ...aggregates.map(a => ({ name: a.name, expression: replace(a.expression) }))]
}
