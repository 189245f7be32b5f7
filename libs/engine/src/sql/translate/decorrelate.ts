import type { ExpressionNode, NamedNode } from '../../plan/expression-node.ts'
import type { LogicalPlan } from '../../plan/logical-plan.ts'
import { outputNames } from '../../plan/output-names.ts'
import { type Place, unsupported } from '../sql-error.ts'
import { call } from './make-node.ts'
import { mapChildren, someNode } from './node-tree.ts'

/** A subquery without what it says about the rows around it, which is in the predicates. */
export interface Decorrelated {
  readonly plan: LogicalPlan
  /** Conditions over columns of the plan and of the rows around it. */
  readonly predicates: readonly ExpressionNode[]
}

/**
 * Takes the conditions on outer columns out of a subquery, so that it can be joined. MILLRACE_UNSUPPORTED where they are not plain
 * conditions of its WHERE. An aggregation without keys has a row even where no row is joined, which only the caller for `scalar` knows.
 */
export function decorrelate(
  plan: LogicalPlan,
  outer: ReadonlySet<string>,
  uniqueName: (name: string) => string,
  at: Place | null,
  scalar = false,
): Decorrelated {
  return new Decorrelation(outer, uniqueName, at).pullUp(plan, scalar)
}

/** The conditions that must all be true. */
export function conjunctsOf(node: ExpressionNode): readonly ExpressionNode[] {
  return node.kind === 'call' && node.name === 'and' ? node.args.flatMap(conjunctsOf) : [node]
}

export const allOf = (nodes: readonly ExpressionNode[]): ExpressionNode | null =>
  nodes.length === 0 ? null : nodes.reduce((a, b) => call('and', a, b))

/** Names of the columns that an expression reads. */
export function columnNames(node: ExpressionNode): ReadonlySet<string> {
  const names = new Set<string>()
  someNode(node, e => {
    if (e.kind === 'column') names.add(e.name)
    return false
  })
  return names
}

class Decorrelation {
  readonly #outer: ReadonlySet<string>
  readonly #uniqueName: (name: string) => string
  readonly #at: Place | null

  constructor(outer: ReadonlySet<string>, uniqueName: (name: string) => string, at: Place | null) {
    this.#outer = outer
    this.#uniqueName = uniqueName
    this.#at = at
  }

  /** `isValue`: what comes is the value of a scalar subquery. */
  pullUp(plan: LogicalPlan, isValue = false): Decorrelated {
    if (!this.#isCorrelated(plan)) return { plan, predicates: [] }
    switch (plan.op) {
      case 'project': {
        const input = this.pullUp(plan.input, isValue)
        this.#expectPlain(plan.columns)
        const kept = new Set(plan.columns.map(c => c.name))
        const further = [...new Set(input.predicates.flatMap(p => [...columnNames(p)]))]
          .filter(name => !this.#outer.has(name) && !kept.has(name))
          .map((name): NamedNode => ({ name, expression: { kind: 'column', name } }))
        return {
          plan: { ...plan, input: input.plan, columns: [...plan.columns, ...further] },
          predicates: input.predicates,
        }
      }
      case 'filter': {
        const input = this.pullUp(plan.input)
        const all = conjunctsOf(plan.condition)
        const own = allOf(all.filter(c => !this.#reads(c)))
        return {
          plan: own === null ? input.plan : { ...plan, input: input.plan, condition: own },
          predicates: [...input.predicates, ...all.filter(c => this.#reads(c))],
        }
      }
      case 'aggregate': {
        if (plan.sets !== undefined || (plan.keys.length === 0 && !isValue)) throw this.#refused()
        this.#expectPlain([...plan.keys, ...plan.aggregates])
        const input = this.pullUp(plan.input)
        const keys: NamedNode[] = []
        const predicates = input.predicates.map(p => {
          const [inner, outer] = this.#equality(p)
          const name = this.#uniqueName('key')
          keys.push({ name, expression: inner })
          return call('eq', { kind: 'column', name }, outer)
        })
        return { plan: { ...plan, input: input.plan, keys: [...plan.keys, ...keys] }, predicates }
      }
      case 'join':
        return this.#join(plan)
      case 'distinct': {
        const input = this.pullUp(plan.input)
        return { plan: { ...plan, input: input.plan }, predicates: input.predicates }
      }
      case 'sort':
        return this.pullUp(plan.input, isValue)
      default:
        throw this.#refused()
    }
  }

  #join(plan: Extract<LogicalPlan, { op: 'join' }>): Decorrelated {
    if (
      plan.type !== 'inner' &&
      (this.#isCorrelated(plan.right) || (plan.condition !== null && this.#reads(plan.condition)))
    ) {
      throw this.#refused()
    }
    if (!['inner', 'left', 'leftSemi', 'leftAnti'].includes(plan.type)) throw this.#refused()
    const left = this.pullUp(plan.left)
    const right = this.pullUp(plan.right)
    const all = plan.condition === null ? [] : conjunctsOf(plan.condition)
    return {
      plan: {
        ...plan,
        left: left.plan,
        right: right.plan,
        condition: allOf(all.filter(c => !this.#reads(c))),
      },
      predicates: [...left.predicates, ...right.predicates, ...all.filter(c => this.#reads(c))],
    }
  }

  /** The sides of an equality of an inner and an outer expression. */
  #equality(p: ExpressionNode): readonly [ExpressionNode, ExpressionNode] {
    if (p.kind !== 'call' || p.name !== 'eq') throw this.#refused()
    const [a, b] = p.args
    const isOuter = (e: ExpressionNode): boolean => [...columnNames(e)].every(c => this.#outer.has(c))
    if (!this.#reads(a) && isOuter(b)) return [a, b]
    if (!this.#reads(b) && isOuter(a)) return [b, a]
    throw this.#refused()
  }

  #reads(node: ExpressionNode): boolean {
    return someNode(
      node,
      e => (e.kind === 'column' && this.#outer.has(e.name)) || (e.kind === 'subquery' && this.#isCorrelated(e.plan)),
    )
  }

  #expectPlain(columns: readonly NamedNode[]): void {
    if (columns.some(c => this.#reads(c.expression))) throw this.#refused()
  }

  /** Whether a plan reads outer columns anywhere. */
  #isCorrelated(plan: LogicalPlan): boolean {
    const text = JSON.stringify(plan)
    return [...this.#outer].some(name => text.includes(JSON.stringify({ kind: 'column', name })))
  }

  #refused(): Error {
    return unsupported('This form of a correlated subquery', this.#at)
  }
}

/** The value of an aggregated expression over no rows at all, in terms of constants; undefined when it is not known. */
export function overNoRows(node: ExpressionNode): ExpressionNode | undefined {
  let isKnown = true
  const replace = (e: ExpressionNode): ExpressionNode => {
    if (e.kind !== 'aggregate') return mapChildren(e, replace)
    if (['count', 'countIf', 'approxCountDistinct'].includes(e.name))
      return { kind: 'literal', type: 'int64', value: '0' }
    if (
      ['sum', 'avg', 'min', 'max', 'first', 'last', 'anyValue', 'boolAnd', 'boolOr', 'stddev', 'variance'].includes(
        e.name,
      )
    ) {
      return { kind: 'literal', type: 'void', value: null }
    }
    isKnown = false
    return e
  }
  const replaced = replace(node)
  return isKnown ? replaced : undefined
}

/** The expression that a column of a plan is computed by, down to its aggregation; undefined when that is not plain. */
export function aggregatedColumn(plan: LogicalPlan, name: string): ExpressionNode | undefined {
  switch (plan.op) {
    case 'project': {
      const column = plan.columns.find(c => c.name === name)
      if (column === undefined) return undefined
      let isPlain = true
      const inline = (e: ExpressionNode): ExpressionNode => {
        if (e.kind !== 'column') return mapChildren(e, inline)
        const inner = aggregatedColumn(plan.input, e.name)
        isPlain &&= inner !== undefined
        return inner ?? e
      }
      const inlined = inline(column.expression)
      return isPlain ? inlined : undefined
    }
    case 'aggregate':
      return plan.keys.length > 0 ? undefined : plan.aggregates.find(a => a.name === name)?.expression
    case 'sort':
      return aggregatedColumn(plan.input, name)
    default:
      return undefined
  }
}

/** True when a plan gives exactly one row whatever its input is: an aggregation without keys. */
export function givesOneRow(plan: LogicalPlan): boolean {
  if (plan.op === 'project' || plan.op === 'sort') return givesOneRow(plan.input)
  return plan.op === 'aggregate' && plan.keys.length === 0 && plan.sets === undefined
}

export const firstColumn = (plan: LogicalPlan): string => outputNames(plan)[0]
