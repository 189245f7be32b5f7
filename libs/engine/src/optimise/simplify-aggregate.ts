import type { TypedAggregate } from '../plan/typed-expression.ts'

/** An aggregate that gives the same from the nulls of a column alone, which are counted already, where there is one. */
export function simplifyAggregate(call: TypedAggregate): TypedAggregate {
  const [condition] = call.args
  if (call.name !== 'countIf' || call.distinct === true || condition.kind !== 'call') return call
  if (condition.name === 'isNull') return { ...call, name: 'countNull', args: condition.args }
  return condition.name === 'isNotNull' ? { ...call, name: 'count', args: condition.args } : call
}
