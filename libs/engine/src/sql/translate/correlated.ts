import type { ExpressionNode, NamedNode, SubqueryNode } from '../../plan/expression-node.ts'
import type { LogicalPlan } from '../../plan/logical-plan.ts'
import { outputNames } from '../../plan/output-names.ts'
import { placeOf } from '../../plan/place.ts'
import { columnNames, type Decorrelated, decorrelate } from './decorrelate.ts'
import { allOf, call, column, columnNode, TRUE } from './make-node.ts'
import { mapChildren, someNode } from './node-tree.ts'
import { aggregatedColumn, firstColumn, givesOneRow, hasOneRowAtMost, overNoRows, rowsOf } from './subquery-rows.ts'
import type { Translator } from './translator.ts'
import { expectSteady, sameOuter, unnest } from './unnest.ts'

/** A plan and an expression over its rows. */
interface Attached {
  readonly plan: LogicalPlan
  readonly value: ExpressionNode
}

/** Turns subqueries that look at the rows around them into joins with these. */
export class CorrelatedSubqueries {
  readonly #translator: Translator

  constructor(translator: Translator) {
    this.#translator = translator
  }

  /** The columns that the subqueries of an expression, and what they are compared with, read of the rows around them. */
  columnsRead(node: ExpressionNode): readonly string[] {
    if (node.kind === 'subquery') {
      const value = node.value === undefined ? [] : [...columnNames(node.value)]
      return [...this.#translator.outerColumns(node), ...value]
    }
    const read: string[] = []
    mapChildren(node, child => {
      read.push(...this.columnsRead(child))
      return child
    })
    return read
  }

  has(node: ExpressionNode): boolean {
    return someNode(node, e => this.#translator.isJoined(e))
  }

  /** The rows for which a condition is true, where it is EXISTS, IN or one of these negated; undefined for other conditions. */
  filtered(plan: LogicalPlan, condition: ExpressionNode): LogicalPlan | undefined {
    const negated = condition.kind === 'call' && condition.name === 'not'
    const subquery = negated ? condition.args[0] : condition
    if (subquery.kind !== 'subquery' || subquery.form === 'scalar' || !this.#translator.isJoined(subquery))
      return undefined
    const { plan: right, predicates } = this.#correlation(subquery, plan)
    const type = negated ? 'leftAnti' : 'leftSemi'
    return { op: 'join', left: plan, right, type, condition: allOf([...isIn(subquery, negated), ...predicates]) }
  }

  /** Joins the values of the subqueries of expressions to a plan, and gives the expressions over it. */
  attached(
    plan: LogicalPlan,
    nodes: readonly ExpressionNode[],
  ): { readonly plan: LogicalPlan; readonly nodes: readonly ExpressionNode[] } {
    let joined = plan
    const attach = (subquery: SubqueryNode, negated: boolean): ExpressionNode => {
      const attached = this.#attach(joined, subquery, negated)
      joined = attached.plan
      return attached.value
    }
    const replace = (node: ExpressionNode): ExpressionNode => {
      const [inner] = node.kind === 'call' && node.name === 'not' ? node.args : []
      // Beside nulls NOT IN is not the opposite of IN.
      if (inner?.kind === 'subquery' && inner.form === 'in' && this.#translator.isJoined(inner))
        return call('not', attach(inner, true))
      const changed = mapChildren(node, replace)
      if (changed.kind !== 'subquery' || !this.#translator.isJoined(node)) return changed
      if (changed !== node) this.#translator.setOuterColumns(changed, this.#translator.outerColumns(node))
      return attach(changed, false)
    }
    const changed = nodes.map(replace)
    return { plan: joined, nodes: changed }
  }

  #attach(plan: LogicalPlan, subquery: SubqueryNode, negated: boolean): Attached {
    switch (subquery.form) {
      case 'scalar':
        return this.#scalar(plan, subquery)
      case 'exists':
        return this.#exists(plan, subquery)
      case 'in':
        return this.#in(plan, subquery, negated)
    }
  }

  #plain(subquery: SubqueryNode, isValue = false): Decorrelated | undefined {
    const plan = subquery.form === 'exists' ? rowsOf(subquery.plan) : subquery.plan
    return decorrelate(plan, this.#translator.outerColumns(subquery), this.#uniqueName, isValue)
  }

  readonly #uniqueName = (name: string): string => this.#translator.uniqueName(name)

  /** A subquery's rows and which of them belong to a row around it. */
  #correlation(subquery: SubqueryNode, around: LogicalPlan): Decorrelated {
    return this.#plain(subquery) ?? this.#unnested(subquery, around)
  }

  #unnested(subquery: SubqueryNode, around: LogicalPlan): Decorrelated {
    const plan = subquery.form === 'exists' ? rowsOf(subquery.plan) : subquery.plan
    const outer = this.#translator.outerColumns(subquery)
    const unnested = unnest(plan, around, outer, this.#uniqueName, placeOf(subquery))
    return { plan: unnested.plan, predicates: sameOuter(unnested.names) }
  }

  #scalar(plan: LogicalPlan, subquery: SubqueryNode): Attached {
    return this.#aggregated(plan, subquery) ?? this.#onlyValue(plan, subquery)
  }

  /** An aggregation without keys has a value for every row: joined by the columns that it is equal in. */
  #aggregated(plan: LogicalPlan, subquery: SubqueryNode): Attached | undefined {
    const name = firstColumn(subquery.plan)
    const aggregated = aggregatedColumn(subquery.plan, name)
    const nothing = aggregated === undefined ? undefined : overNoRows(aggregated)
    if (!givesOneRow(subquery.plan) || nothing === undefined) return undefined
    const plain = this.#plain(subquery, true)
    if (plain === undefined) return undefined
    const { plan: flagged, flag } = this.#flagged(plain.plan, [name], plain.predicates, false)
    const joined: LogicalPlan = {
      op: 'join',
      left: plan,
      right: flagged,
      type: 'left',
      condition: allOf(plain.predicates),
    }
    return { plan: joined, value: call('when', call('isNull', flag), nothing, column(name)) }
  }

  /** The value of the only row that there may be for each row around the subquery. */
  #onlyValue(plan: LogicalPlan, subquery: SubqueryNode): Attached {
    const at = placeOf(subquery)
    const outer = this.#translator.outerColumns(subquery)
    const { plan: rows, names } = unnest(subquery.plan, plan, outer, this.#uniqueName, at)
    const value = firstColumn(subquery.plan)
    const keys = [...names.values()].map(columnNode)
    const condition = allOf(sameOuter(names))
    if (hasOneRowAtMost(subquery.plan)) {
      const right: LogicalPlan = { op: 'project', input: rows, columns: [...keys, columnNode(value)] }
      return { plan: { op: 'join', left: plan, right, type: 'left', condition }, value: column(value) }
    }
    const [first, count] = [this.#uniqueName('value'), this.#uniqueName('rows')]
    const right: LogicalPlan = {
      op: 'aggregate',
      input: rows,
      keys,
      aggregates: [
        { name: first, expression: { kind: 'aggregate', name: 'first', args: [column(value)] } },
        { name: count, expression: { kind: 'aggregate', name: 'count', args: [] } },
      ],
    }
    const only = call('onlyRow', column(first), column(count))
    return { plan: { op: 'join', left: plan, right, type: 'left', condition }, value: only }
  }

  #exists(plan: LogicalPlan, subquery: SubqueryNode): Attached {
    const outer = this.#translator.outerColumns(subquery)
    // Other conditions than equalities could find several rows for one.
    const isEquality = (p: ExpressionNode): boolean =>
      p.kind === 'call' && p.name === 'eq' && p.args.some(a => [...columnNames(a)].every(c => outer.has(c)))
    const plain = this.#plain(subquery)
    const found = plain?.predicates.every(isEquality) === true ? plain : this.#unnested(subquery, plan)
    const { plan: flagged, flag } = this.#flagged(found.plan, [], found.predicates, true, outer)
    const condition = allOf(found.predicates)
    return {
      plan: { op: 'join', left: plan, right: flagged, type: 'left', condition },
      value: call('isNotNull', flag),
    }
  }

  /** Whether IN is true, for each combination of the value and what the subquery looks at. */
  #in(plan: LogicalPlan, subquery: SubqueryNode, negated: boolean): Attached {
    expectSteady(plan, placeOf(subquery))
    const outer = [...this.#translator.outerColumns(subquery)]
    const asked = [...outer.map(column), ...parts(subquery.value!)]
    const names = asked.map(() => this.#uniqueName('asked'))
    const questions: LogicalPlan = {
      op: 'distinct',
      input: { op: 'project', input: plan, columns: asked.map((expression, i) => ({ name: names[i], expression })) },
    }
    const { plan: right, predicates } = this.#correlation(subquery, plan)
    const renamed = (e: ExpressionNode): ExpressionNode => {
      const i = e.kind === 'column' ? outer.indexOf(e.name) : -1
      return i < 0 ? mapChildren(e, renamed) : column(names[i])
    }
    const values = names.slice(outer.length).map(column)
    const condition = allOf([...isIn({ ...subquery, value: tupleOf(values) }, negated), ...predicates.map(renamed)])
    const answered: LogicalPlan = { op: 'join', left: questions, right, type: 'leftSemi', condition }
    const flag = this.#uniqueName('found')
    const flagged: LogicalPlan = {
      op: 'project',
      input: answered,
      columns: [...names.map(columnNode), { name: flag, expression: TRUE }],
    }
    const same = asked.map((e, i) => call('equalNullSafe', e, column(names[i])))
    return {
      plan: { op: 'join', left: plan, right: flagged, type: 'left', condition: allOf(same) },
      value: call('isNotNull', column(flag)),
    }
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
    const available = new Set(outputNames(plan))
    const names = [...new Set([...columns, ...inner])].filter(c => available.has(c))
    const name = this.#uniqueName('found')
    const kept = names.map(columnNode)
    let rows: LogicalPlan = { op: 'project', input: plan, columns: kept }
    if (distinct) rows = { op: 'distinct', input: rows }
    const found: NamedNode = { name, expression: TRUE }
    return { plan: { op: 'project', input: rows, columns: [...kept, found] }, flag: column(name) }
  }
}

/** The values that IN compares with the columns of its subquery. */
const parts = (value: ExpressionNode): readonly ExpressionNode[] =>
  value.kind === 'call' && value.name === 'tuple' ? value.args : [value]

const tupleOf = (values: readonly ExpressionNode[]): ExpressionNode =>
  values.length === 1 ? values[0] : call('tuple', ...values)

/** The condition that a row of an IN subquery is the value. NOT IN is not true beside a null, whichever side it is on. */
function isIn({ form, value, plan }: SubqueryNode, negated: boolean): readonly ExpressionNode[] {
  if (form !== 'in') return []
  const columns = outputNames(plan)
  const equal = allOf(parts(value!).map((v, i) => call('eq', v, column(columns[i]))))!
  return [negated ? call('or', equal, call('isNull', equal)) : equal]
}
