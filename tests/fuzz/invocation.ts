import { type Dialect, type Expression, type Names, nodeOf, print } from './expression.ts'
import type { AggregateNode, CallNode } from './nodes.ts'
import type { Facts, FuzzType } from './types.ts'

/** A call of an aggregate or window function. */
export interface Invocation {
  readonly op: InvocationOp
  readonly args: readonly Expression[]
  readonly distinct: boolean
  readonly filter: Expression | null
  readonly type: FuzzType
  readonly facts: Facts
}

/** Writes the call of a function with the FILTER or OVER that belongs to it. */
export type Invoke = (name: string, ...args: readonly string[]) => string

export interface InvocationOp {
  readonly spark: (invoke: Invoke, args: readonly string[], of: Invocation) => string
  readonly duckdb: (invoke: Invoke, args: readonly string[], of: Invocation) => string
  /** The function's name in plans, and whether it is an aggregate. */
  readonly node: string
  readonly window: boolean
}

export function printInvocation(dialect: Dialect, of: Invocation, over = '', names?: Names): string {
  const filter = of.filter === null ? '' : ` FILTER (WHERE ${print(dialect, of.filter, names)})`
  const distinct = of.distinct ? 'DISTINCT ' : ''
  const invoke: Invoke = (name, ...args) => `${name}(${distinct}${args.join(', ')})${filter}${over}`
  return of.op[dialect](
    invoke,
    of.args.map(arg => print(dialect, arg, names)),
    of,
  )
}

export function invocationNode({ op, args, distinct, filter }: Invocation): AggregateNode | CallNode {
  const nodes = args.map(nodeOf)
  if (op.window) return { kind: 'call', name: op.node, args: nodes }
  return {
    kind: 'aggregate',
    name: op.node,
    args: nodes,
    ...(distinct ? { distinct } : {}),
    ...(filter === null ? {} : { filter: nodeOf(filter) }),
  }
}
