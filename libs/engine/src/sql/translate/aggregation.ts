import type { ExpressionNode, NamedNode, SubqueryNode } from '../../plan/expression-node.ts'
import type { LogicalPlan } from '../../plan/logical-plan.ts'
import { placeOf } from '../../plan/place.ts'
import { analysisError, unsupported } from '../sql-error.ts'
import type { SqlExpression, SqlGroupBy, SqlGroupItem } from '../syntax.ts'
import { canonicalText } from './canonical-text.ts'
import type { ExpressionTranslator } from './expression.ts'
import { call, column } from './make-node.ts'
import { hasAggregate, hasWindow, mapChildren } from './node-tree.ts'
import type { SelectItem } from './select-item.ts'
import type { Translator } from './translator.ts'

/** Keys of a GROUP BY and, where it asks for several groupings, which keys are in each. */
export interface GroupKeys {
  readonly keys: readonly ExpressionNode[]
  readonly sets: readonly (readonly number[])[] | null
}

/** Reads GROUP BY: names of columns first, then of the select list, numbers as places in it. */
export function translateGroupBy(
  groupBy: SqlGroupBy | null,
  items: readonly SelectItem[],
  expressions: ExpressionTranslator,
): GroupKeys {
  if (groupBy === null) return { keys: [], sets: null }
  if (groupBy.all) {
    return { keys: distinctNodes(items.map(i => i.node).filter(n => !hasAggregate(n) && !isLiteral(n))), sets: null }
  }
  const keys: ExpressionNode[] = []
  const indexOf = (e: SqlExpression): number => {
    const node = key(e, items, expressions)
    const text = canonicalText(node)
    const known = keys.findIndex(k => canonicalText(k) === text)
    return known >= 0 ? known : keys.push(node) - 1
  }
  const plain = groupBy.items.every(i => i.kind === 'key')
  // Each item gives sets; a row of the product of all of them is a grouping set.
  const sets = groupBy.items.map(item => setsOf(item, indexOf)).reduce(product, [[]])
  return { keys, sets: plain ? null : sets }
}

const isLiteral = (node: ExpressionNode): boolean => node.kind === 'literal'

const distinctNodes = (nodes: readonly ExpressionNode[]): ExpressionNode[] => [
  ...new Map(nodes.map(n => [canonicalText(n), n])).values(),
]

const product = (a: readonly number[][], b: readonly number[][]): number[][] =>
  a.flatMap(x => b.map(y => [...new Set([...x, ...y])]))

function setsOf(item: SqlGroupItem, indexOf: (e: SqlExpression) => number): number[][] {
  switch (item.kind) {
    case 'key':
      return [[indexOf(item.of)]]
    case 'set':
      return [item.of.map(indexOf)]
    case 'sets':
      item.keys.forEach(indexOf)
      return item.of.flatMap(i => setsOf(i, indexOf))
    case 'rollup': {
      const parts = item.of.map(part => part.map(indexOf))
      return Array.from({ length: parts.length + 1 }, (_, i) => parts.slice(0, parts.length - i).flat())
    }
    case 'cube': {
      const parts = item.of.map(part => part.map(indexOf))
      if (parts.length > 12) throw unsupported('CUBE of more than 12 keys', item.of[0][0].at)
      const all = 2 ** parts.length
      return Array.from({ length: all }, (_, bits) =>
        parts.filter((_, i) => (bits & (1 << (parts.length - 1 - i))) === 0).flat(),
      )
    }
  }
}

function key(e: SqlExpression, items: readonly SelectItem[], expressions: ExpressionTranslator): ExpressionNode {
  let node: ExpressionNode
  if (e.kind === 'literal' && e.node.kind === 'literal' && e.node.type === 'int32') {
    const item = items[Number(e.node.value) - 1]
    if (item === undefined) {
      throw analysisError(
        `[GROUP_BY_POS_OUT_OF_RANGE] GROUP BY position ${e.text} is not in select list (valid range is [1, ${items.length}]).`,
        e.at,
      )
    }
    if (hasAggregate(item.node)) {
      throw analysisError(
        `[GROUP_BY_POS_AGGREGATE] GROUP BY ${e.text} refers to an expression "${item.name}" that contains an aggregate function. Aggregate functions are not allowed in GROUP BY.`,
        e.at,
      )
    }
    node = item.node
  } else node = expressions.translate(e)
  if (hasAggregate(node) || hasWindow(node)) {
    throw analysisError('[GROUP_BY_AGGREGATE] Aggregate functions are not allowed in GROUP BY.', e.at)
  }
  return node
}

/** An aggregation that grows with the functions that are found in expressions over its rows. */
export class Aggregation {
  readonly #translator: Translator
  readonly #input: LogicalPlan
  readonly #keys: readonly { readonly name: string; readonly node: ExpressionNode; readonly text: string }[]
  readonly #sets: GroupKeys['sets']
  readonly #groupingId: string
  readonly #aggregates: NamedNode[] = []
  readonly #known = new Map<string, string>()

  constructor(translator: Translator, input: LogicalPlan, { keys, sets }: GroupKeys) {
    this.#translator = translator
    this.#input = input
    this.#sets = sets
    this.#groupingId = translator.uniqueName('groupingId')
    this.#keys = keys.map((node, i) => ({
      name: translator.uniqueName(`key${i}`),
      node,
      text: canonicalText(node),
    }))
  }

  /** The expression over the aggregation's result; `where` says what it is for messages. */
  replace(node: ExpressionNode, where: string): ExpressionNode {
    const text = canonicalText(node)
    const found = this.#keys.find(k => k.text === text)
    if (found !== undefined) return { kind: 'column', name: found.name }
    if (node.kind === 'aggregate') return { kind: 'column', name: this.#aggregate(node, text) }
    if (node.kind === 'call' && (node.name === 'grouping' || node.name === 'groupingId')) return this.#grouping(node)
    if (node.kind === 'column' && node.name.includes('#') && !this.#isParameter(node.name)) {
      if (this.#keys.length === 0 && where !== 'HAVING' && where !== 'PIVOT') {
        throw analysisError(
          `[MISSING_GROUP_BY] The query does not include a GROUP BY clause for the column \`${node.name.replace(/#\d+$/, '')}\`. Add GROUP BY or turn it into the window functions using OVER clauses.`,
          placeOf(node),
        )
      }
      throw analysisError(
        `[MISSING_AGGREGATION] The non-aggregating expression "${node.name.replace(/#\d+$/, '')}" of ${where} is based on columns which are not participating in the GROUP BY clause. Add the columns or the expression to the GROUP BY, aggregate the expression, or use "any_value(${node.name.replace(/#\d+$/, '')})" if you do not care which of the values within a group is returned.`,
        placeOf(node),
      )
    }
    if (node.kind === 'subquery' && this.#translator.isJoined(node)) return this.#subquery(node, where)
    if (node.kind === 'lambda') {
      for (const p of node.parameters) this.#parameters.add(p)
    }
    return mapChildren(node, child => this.replace(child, where))
  }

  /** A subquery about groups: what it reads are the keys. */
  #subquery(node: SubqueryNode, where: string): ExpressionNode {
    let text = JSON.stringify(node.plan)
    const names = new Set<string>()
    for (const outer of this.#translator.outerColumns(node)) {
      const replaced = this.replace(column(outer), where)
      text = text.replaceAll(JSON.stringify(column(outer)), JSON.stringify(replaced))
      if (replaced.kind === 'column') names.add(replaced.name)
    }
    const value = node.value === undefined ? {} : { value: this.replace(node.value, where) }
    const changed: SubqueryNode = { ...node, plan: JSON.parse(text) as LogicalPlan, ...value }
    this.#translator.setOuterColumns(changed, names)
    return changed
  }

  readonly #parameters = new Set<string>()

  #isParameter(name: string): boolean {
    return this.#parameters.has(name)
  }

  plan(): LogicalPlan {
    return {
      op: 'aggregate',
      input: this.#input,
      keys: this.#keys.map(({ name, node }) => ({ name, expression: node })),
      aggregates: this.#aggregates,
      ...(this.#sets === null ? {} : { sets: this.#sets, groupingId: this.#groupingId }),
    }
  }

  #aggregate(node: ExpressionNode, text: string): string {
    let name = this.#known.get(text)
    if (name === undefined) {
      name = this.#translator.uniqueName('aggregate')
      this.#known.set(text, name)
      this.#aggregates.push({ name, expression: node })
    }
    return name
  }

  /** grouping(a): whether the row's set leaves `a` out; grouping_id(): the same of all keys as bits. */
  #grouping(node: Extract<ExpressionNode, { kind: 'call' }>): ExpressionNode {
    if (this.#sets === null) {
      throw analysisError(
        '[UNSUPPORTED_GROUPING_EXPRESSION] grouping()/grouping_id() can only be used with GroupingSets/Cube/Rollup.',
        placeOf(node),
      )
    }
    const id: ExpressionNode = { kind: 'column', name: this.#groupingId }
    const positions = node.args.map(a => this.#keys.findIndex(k => k.text === canonicalText(a)))
    const all = positions.every((p, i) => p === i) && positions.length === this.#keys.length
    if (node.name === 'groupingId') {
      if (positions.length === 0 || all) return id
      throw analysisError(
        '[GROUPING_ID_COLUMN_MISMATCH] Columns of grouping_id do not match the grouping columns.',
        placeOf(node),
      )
    }
    if (positions.length !== 1 || positions[0] < 0) {
      throw analysisError(
        '[GROUPING_COLUMN_MISMATCH] The column of grouping cannot be found in the grouping columns.',
        placeOf(node),
      )
    }
    const shift: ExpressionNode = { kind: 'literal', type: 'int32', value: this.#keys.length - 1 - positions[0] }
    const bit = call('bitwiseAnd', call('shiftright', id, shift), { kind: 'literal', type: 'int64', value: '1' })
    return { kind: 'cast', to: 'int8', arg: bit }
  }
}
