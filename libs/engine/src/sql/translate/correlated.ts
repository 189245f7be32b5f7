import type { ExpressionNode, NamedNode, SubqueryNode } from '../../plan/expression-node.ts'
import type { LogicalPlan } from '../../plan/logical-plan.ts'
import { placeOf } from '../../plan/place.ts'
import { unsupported } from '../sql-error.ts'
import {
  aggregatedColumn,
  allOf,
  columnNames,
  decorrelate,
  firstColumn,
  givesOneRow,
  overNoRows,
} from './decorrelate.ts'
import { call } from './make-node.ts'
import { mapChildren, someNode } from './node-tree.ts'
import type { Translator } from './translator.ts'

/** A plan that has rows where the other has some: what it selects and in which order does not matter. */
function rowsOf(plan: LogicalPlan): LogicalPlan {
  switch (plan.op) {
    case 'project':
    case 'sort':
    case 'distinct':
      return rowsOf(plan.input)
    case 'limit':
      return plan.count > 0 && (plan.offset ?? 0) === 0 ? rowsOf(plan.input) : plan
    default:
      return plan
  }
}

/** Turns subqueries that look at the rows around them into joins with these. */
export class CorrelatedSubqueries {
  readonly #translator: Translator

  constructor(translator: Translator) {
    this.#translator = translator
  }

  has(node: ExpressionNode): boolean {
    return someNode(node, e => this.#translator.outerColumns(e).size > 0)
  }

  /** The rows for which a condition is true, where it is EXISTS, IN or one of these negated; undefined for other conditions. */
  filtered(plan: LogicalPlan, condition: ExpressionNode): LogicalPlan | undefined {
    const negated = condition.kind === 'call' && condition.name === 'not'
    const subquery = negated ? condition.args[0] : condition
    if (subquery.kind !== 'subquery' || subquery.form === 'scalar') return undefined
    const outer = this.#translator.outerColumns(subquery)
    if (outer.size === 0) return undefined
    const right = this.#decorrelated(subquery)
    const type = negated ? 'leftAnti' : 'leftSemi'
    if (subquery.form === 'exists') {
      return { op: 'join', left: plan, right: right.plan, type, condition: allOf(right.predicates) }
    }
    const equal = call('eq', subquery.value!, { kind: 'column', name: firstColumn(subquery.plan) })
    // NOT IN is not true beside a null, whichever side it is on.
    const isIn = negated ? call('or', equal, call('isNull', equal)) : equal
    return { op: 'join', left: plan, right: right.plan, type, condition: allOf([isIn, ...right.predicates]) }
  }

  /** Joins the values of the subqueries of expressions to a plan, and gives the expressions over it. */
  attached(
    plan: LogicalPlan,
    nodes: readonly ExpressionNode[],
  ): { readonly plan: LogicalPlan; readonly nodes: readonly ExpressionNode[] } {
    let joined = plan
    const replace = (node: ExpressionNode): ExpressionNode => {
      const changed = mapChildren(node, replace)
      if (node.kind !== 'subquery' || this.#translator.outerColumns(node).size === 0) return changed
      const attached = node.form === 'scalar' ? this.#scalar(joined, node) : this.#exists(joined, node)
      joined = attached.plan
      return attached.value
    }
    const changed = nodes.map(replace)
    return { plan: joined, nodes: changed }
  }

  #decorrelated(subquery: SubqueryNode, scalar = false) {
    const { uniqueName } = this.#translator
    const name = (text: string): string => uniqueName.call(this.#translator, text)
    const plan = subquery.form === 'exists' ? rowsOf(subquery.plan) : subquery.plan
    return decorrelate(plan, this.#translator.outerColumns(subquery), name, placeOf(subquery), scalar)
  }

  /** An aggregation without keys has a value for every row: joined by the columns that it is equal in. */
  #scalar(plan: LogicalPlan, subquery: SubqueryNode): { readonly plan: LogicalPlan; readonly value: ExpressionNode } {
    const column = firstColumn(subquery.plan)
    const aggregated = aggregatedColumn(subquery.plan, column)
    const nothing = aggregated === undefined ? undefined : overNoRows(aggregated)
    if (!givesOneRow(subquery.plan) || nothing === undefined) throw this.#refused(subquery)
    const { plan: right, predicates } = this.#decorrelated(subquery, true)
    const { plan: flagged, flag } = this.#flagged(right, [column], predicates, false)
    const joined: LogicalPlan = { op: 'join', left: plan, right: flagged, type: 'left', condition: allOf(predicates) }
    const value = call('when', call('isNull', flag), nothing, { kind: 'column', name: column })
    return { plan: joined, value }
  }

  #exists(plan: LogicalPlan, subquery: SubqueryNode): { readonly plan: LogicalPlan; readonly value: ExpressionNode } {
    if (subquery.form !== 'exists') throw this.#refused(subquery)
    const { plan: right, predicates } = this.#decorrelated(subquery)
    const outer = this.#translator.outerColumns(subquery)
    // Other conditions than equalities could find several rows for one.
    const isEquality = (p: ExpressionNode): boolean =>
      p.kind === 'call' && p.name === 'eq' && p.args.some(a => [...columnNames(a)].every(c => outer.has(c)))
    if (!predicates.every(isEquality)) throw this.#refused(subquery)
    const { plan: flagged, flag } = this.#flagged(right, [], predicates, true, outer)
    const joined: LogicalPlan = { op: 'join', left: plan, right: flagged, type: 'left', condition: allOf(predicates) }
    return { plan: joined, value: call('isNotNull', flag) }
  }

  /** The columns that are needed of a subquery and one that is true, so that rows without a partner are known. */
  #flagged(
    plan: LogicalPlan,
    columns: readonly string[],
    predicates: readonly ExpressionNode[],
    distinct: boolean,
    outer: ReadonlySet<string> = new Set(),
  ): { readonly plan: LogicalPlan; readonly flag: ExpressionNode } {
    const inner = predicates.flatMap(p => [...columnNames(p)]).filter(c => !outer.has(c))
    const available = new Set(this.#translator.schemaOf(plan).map(f => f.name))
    const names = [...new Set([...columns, ...inner])].filter(c => available.has(c))
    const name = this.#translator.uniqueName('found')
    const kept = names.map((c): NamedNode => ({ name: c, expression: { kind: 'column', name: c } }))
    let rows: LogicalPlan = { op: 'project', input: plan, columns: kept }
    if (distinct) rows = { op: 'distinct', input: rows }
    const found: NamedNode = { name, expression: { kind: 'literal', type: 'boolean', value: true } }
    return { plan: { op: 'project', input: rows, columns: [...kept, found] }, flag: { kind: 'column', name } }
  }

  #refused(subquery: SubqueryNode): Error {
    return unsupported('This form of a correlated subquery', placeOf(subquery))
  }
}
