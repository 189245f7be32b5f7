import type { ExpressionNode, NamedNode } from '../../plan/expression-node.ts'
import type { LogicalPlan } from '../../plan/logical-plan.ts'
import { allOf, call } from './make-node.ts'
import { someNode } from './node-tree.ts'

/** A subquery without what it says about the rows around it, which is in the predicates. */
export interface Decorrelated {
  readonly plan: LogicalPlan
  /** Conditions over columns of the plan and of the rows around it. */
  readonly predicates: readonly ExpressionNode[]
}

/**
 * Takes the conditions on outer columns out of a subquery, so that it can be joined; undefined where they are not plain conditions
 * of its WHERE. An aggregation without keys has a row even where no row is joined, which only the caller for `scalar` knows.
 */
export function decorrelate(
  plan: LogicalPlan,
  outer: ReadonlySet<string>,
  uniqueName: (name: string) => string,
  scalar = false,
): Decorrelated | undefined {
  try {
    return new Decorrelation(outer, uniqueName).pullUp(plan, scalar)
  } catch (error) {
    if (error instanceof NotPlain) return undefined
    throw error
  }
}

/** Leaves the plan at which its conditions cannot be taken out. */
class NotPlain extends Error {}

/** The conditions that must all be true. */
export function conjunctsOf(node: ExpressionNode): readonly ExpressionNode[] {
  return node.kind === 'call' && node.name === 'and' ? node.args.flatMap(conjunctsOf) : [node]
}

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

  constructor(outer: ReadonlySet<string>, uniqueName: (name: string) => string) {
    this.#outer = outer
    this.#uniqueName = uniqueName
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
        if (plan.sets !== undefined || (plan.keys.length === 0 && !isValue)) throw new NotPlain()
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
        throw new NotPlain()
    }
  }

  #join(plan: Extract<LogicalPlan, { op: 'join' }>): Decorrelated {
    if (
      plan.type !== 'inner' &&
      (this.#isCorrelated(plan.right) || (plan.condition !== null && this.#reads(plan.condition)))
    ) {
      throw new NotPlain()
    }
    if (!['inner', 'left', 'leftSemi', 'leftAnti'].includes(plan.type)) throw new NotPlain()
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
    if (p.kind !== 'call' || p.name !== 'eq') throw new NotPlain()
    const [a, b] = p.args
    const isOuter = (e: ExpressionNode): boolean => [...columnNames(e)].every(c => this.#outer.has(c))
    if (!this.#reads(a) && isOuter(b)) return [a, b]
    if (!this.#reads(b) && isOuter(a)) return [b, a]
    throw new NotPlain()
  }

  #reads(node: ExpressionNode): boolean {
    return someNode(
      node,
      e => (e.kind === 'column' && this.#outer.has(e.name)) || (e.kind === 'subquery' && this.#isCorrelated(e.plan)),
    )
  }

  #expectPlain(columns: readonly NamedNode[]): void {
    if (columns.some(c => this.#reads(c.expression))) throw new NotPlain()
  }

  /** Whether a plan reads outer columns anywhere. */
  #isCorrelated(plan: LogicalPlan): boolean {
    const text = JSON.stringify(plan)
    return [...this.#outer].some(name => text.includes(JSON.stringify({ kind: 'column', name })))
  }
}
