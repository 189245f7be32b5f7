import { typeParts } from '@millrace/columns'
import type { ExpressionNode } from '../../plan/expression-node.ts'
import type { LogicalPlan } from '../../plan/logical-plan.ts'
import { analysisError, unsupported } from '../sql-error.ts'
import type { SqlCall, SqlExpression, SqlSelect, SqlSort } from '../syntax.ts'
import { Aggregation, translateGroupBy } from './aggregation.ts'
import { CorrelatedSubqueries } from './correlated.ts'
import { conjunctsOf } from './decorrelate.ts'
import { DisplayNames } from './display-name.ts'
import type { ExpressionTranslator } from './expression.ts'
import { generate, generatorCall } from './generator.ts'
import { allOf, call, textLiteral } from './make-node.ts'
import { hasAggregate, hasWindow, mapChildren } from './node-tree.ts'
import { orderByAll, ordinal } from './order-by.ts'
import { projected } from './projection.ts'
import { type ScopedPlan, translateFrom } from './relation.ts'
import { Scope } from './scope.ts'
import { aliasesOf, type SelectItem } from './select-item.ts'
import type { Environment, Translated } from './translated.ts'
import type { Translator } from './translator.ts'
import { withWindowFunctions } from './window-functions.ts'

/** SELECT with what belongs to it, ordered. */
export function translateSelect(
  translator: Translator,
  select: SqlSelect,
  orderBy: readonly SqlSort[],
  environment: Environment,
): Translated {
  return new SelectTranslator(translator, select, environment).translate(orderBy)
}

class SelectTranslator {
  readonly #translator: Translator
  readonly #select: SqlSelect
  readonly #environment: Environment
  readonly #scope: Scope
  readonly #names: DisplayNames
  readonly #correlated: CorrelatedSubqueries
  #generates = false
  #plan: LogicalPlan

  constructor(translator: Translator, select: SqlSelect, environment: Environment) {
    this.#translator = translator
    this.#correlated = new CorrelatedSubqueries(translator)
    this.#select = select
    this.#environment = environment
    const from = this.#lateralViews(translateFrom(translator, select.from, environment))
    this.#plan = from.plan
    this.#scope = new Scope(from.columns)
    this.#names = new DisplayNames(
      parts => this.#nameText(parts),
      name => this.#select.windows.get(name.toLowerCase()),
    )
  }

  translate(written: readonly SqlSort[]): Translated {
    const { where, groupBy, having, distinct } = this.#select
    if (where !== null) this.#where(where)
    const { items, aliases } = this.#items()
    const orderBy = orderByAll(written, items.length, this.#scope)
    const keys = translateGroupBy(groupBy, items, this.#expressions(aliases))
    const keyIds = new Set(keys.keys.flatMap(k => (k.kind === 'column' ? [k.name] : [])))
    // A sort looks at the select list first; HAVING at the keys, then at the select list.
    const sorting = this.#expressions(aliasesOf(items), () => true)
    const filtering = this.#expressions(aliases, id => id === undefined || !keyIds.has(id))
    const orderItems = orderBy.map(o => this.#orderItem(o, items))
    const orderNodes = orderBy.map((o, i) => {
      const item = orderItems[i]
      return item === null ? sorting.translate(o.of) : items[item].node
    })
    // What is no condition is cast to one, as Spark's parser does.
    const havingNode: ExpressionNode | null =
      having === null ? null : { kind: 'cast', to: 'boolean', arg: filtering.translate(having) }
    const isAggregated =
      groupBy !== null || having !== null || [...items.map(i => i.node), ...orderNodes].some(hasAggregate)
    if (isAggregated && this.#generates) throw unsupported('A generator beside groups', null)
    const all = [...items.map(i => i.node), ...orderNodes, ...(havingNode === null ? [] : [havingNode])]
    const attached = this.#attach(all, isAggregated)
    let nodes: readonly ExpressionNode[] = attached.slice(0, items.length)
    let sortNodes: readonly ExpressionNode[] = attached.slice(items.length, items.length + orderNodes.length)
    if (isAggregated) {
      const aggregation = new Aggregation(this.#translator, this.#plan, keys)
      nodes = nodes.map((node, i) => aggregation.replace(node, items[i].name))
      sortNodes = sortNodes.map(node => aggregation.replace(node, 'ORDER BY'))
      const condition = havingNode === null ? null : aggregation.replace(attached.at(-1)!, 'HAVING')
      this.#plan = aggregation.plan()
      if (condition !== null) this.#filter(condition)
      const both = this.#attach([...nodes, ...sortNodes], false)
      nodes = both.slice(0, nodes.length)
      sortNodes = both.slice(nodes.length)
    }
    const windows = withWindowFunctions(this.#translator, this.#plan, [nodes, sortNodes])
    this.#plan = windows.plan
    ;[nodes, sortNodes] = windows.lists
    return projected(this.#translator, this.#plan, items, nodes, orderBy, sortNodes, distinct)
  }

  #where(where: SqlExpression): void {
    const condition = this.#expressions().translate(where)
    if (hasAggregate(condition)) {
      throw analysisError(
        '[INVALID_WHERE_CONDITION] The WHERE condition contains invalid expressions: aggregate functions.',
        where.at,
      )
    }
    if (hasWindow(condition)) {
      throw analysisError(
        '[INVALID_WHERE_CONDITION] The WHERE condition contains invalid expressions: window functions.',
        where.at,
      )
    }
    this.#filter(condition)
  }

  /** Conditions with correlated subqueries become joins, the others one filter below them. */
  #filter(condition: ExpressionNode): void {
    const all = conjunctsOf(condition)
    const plain = allOf(all.filter(c => !this.#correlated.has(c)))
    if (plain !== null) this.#plan = { op: 'filter', input: this.#plan, condition: plain }
    for (const c of all.filter(one => this.#correlated.has(one))) {
      const joined = this.#correlated.filtered(this.#plan, c)
      if (joined !== undefined) {
        this.#plan = joined
        continue
      }
      const attached = this.#correlated.attached(this.#plan, [c])
      this.#plan = { op: 'filter', input: attached.plan, condition: attached.nodes[0] }
    }
  }

  /** Values of correlated subqueries outside of WHERE, joined to the rows; of a query of groups those inside of aggregate functions. */
  #attach(nodes: readonly ExpressionNode[], isAggregated: boolean): readonly ExpressionNode[] {
    if (!nodes.some(n => this.#correlated.has(n))) return nodes
    if (!isAggregated) return this.#attached(nodes)
    const inAggregates = (node: ExpressionNode): ExpressionNode => {
      if (node.kind === 'aggregate') return this.#correlated.has(node) ? this.#attached([node])[0] : node
      return mapChildren(node, inAggregates)
    }
    return nodes.map(inAggregates)
  }

  #attached(nodes: readonly ExpressionNode[]): readonly ExpressionNode[] {
    const attached = this.#correlated.attached(this.#plan, nodes)
    this.#plan = attached.plan
    return attached.nodes
  }

  #expressions(
    aliases: ReadonlyMap<string, readonly ExpressionNode[]> = new Map(),
    aliasHides: (column: string | undefined) => boolean = () => false,
  ): ExpressionTranslator {
    const { windows } = this.#select
    return this.#translator.expressions(this.#scope, this.#environment, {
      aliases,
      aliasHides,
      windows,
      around: this.#plan,
    })
  }

  /** The text of a name inside of an expression: without its table, with its members. */
  #nameText(parts: readonly string[]): string {
    const found = this.#scope.resolve(parts, null)
    if (found === undefined) return parts.at(-1)!
    return parts.slice(parts.length - 1 - found.members.length).join('.')
  }

  /** The select list with its stars written out. A name may be used by the items after it. */
  #items(): {
    readonly items: readonly SelectItem[]
    readonly aliases: ReadonlyMap<string, readonly ExpressionNode[]>
  } {
    const items: SelectItem[] = []
    const aliases = new Map<string, ExpressionNode[]>(this.#timeWindows())
    for (const item of this.#select.items) {
      if (item.kind === 'star') {
        items.push(...this.#star(item))
        continue
      }
      const expressions = this.#expressions(aliases)
      const generator = generatorCall(item.kind === 'named' ? item.of : item)
      if (generator !== undefined) {
        items.push(...this.#generated(generator, item.kind === 'named' ? item.names : null, items))
        continue
      }
      if (item.kind === 'named') {
        if (item.names.length !== 1 || item.argument) throw unsupported('Several names of one expression', item.at)
        const node = expressions.translate(item.of)
        items.push({ name: item.names[0], node })
        const lower = item.names[0].toLowerCase()
        aliases.set(lower, [...(aliases.get(lower) ?? []), node])
      } else items.push({ name: this.#names.column(item), node: expressions.translate(item) })
    }
    return { items, aliases }
  }

  /** A grouping by time windows makes a column of that name, whose members are `start` and `end`. */
  #timeWindows(): [string, ExpressionNode[]][] {
    const { groupBy } = this.#select
    if (groupBy === null || groupBy.all) return []
    const keys = groupBy.items.flatMap(item => (item.kind === 'key' ? [item.of] : []))
    return keys.flatMap((key): [string, ExpressionNode[]][] => {
      const name = key.kind === 'call' ? key.name.toLowerCase() : ''
      return name === 'window' || name === 'session_window' ? [[name, [this.#expressions().translate(key)]]] : []
    })
  }

  /** A generator in the select list: its columns. */
  #generated(call: SqlCall, names: readonly string[] | null, items: readonly SelectItem[]): SelectItem[] {
    if (this.#select.groupBy !== null || items.some(i => hasAggregate(i.node)))
      throw unsupported('A generator beside groups', call.at)
    this.#generates = true
    const shape = { outer: false, names, qualifier: [], at: call.at }
    const { plan, columns } = generate(this.#translator, this.#plan, call, this.#expressions(), shape)
    this.#plan = plan
    return columns.map(({ name, id }) => ({ name, node: { kind: 'column', name: id } }))
  }

  #star(star: Extract<SqlExpression, { kind: 'star' }>): SelectItem[] {
    const columns = this.#scope.star(star.qualifier)
    if (columns === undefined) return this.#structStar(star)
    if (columns.length === 0 && this.#select.from === null) {
      throw analysisError("[INVALID_USAGE_OF_STAR_OR_REGEX] Invalid usage of '*' without a FROM clause.", star.at)
    }
    const left = star.except.map(e => {
      const found = e.parts.length === 1 || star.qualifier.length === 0 ? this.#scope.resolve(e.parts, e.at) : undefined
      if (found !== undefined && found.members.length === 0) return found.column.id
      throw unsupported('This EXCEPT of a star', e.at)
    })
    return columns
      .filter(c => !left.includes(c.id))
      .map(c => ({ name: c.name, node: { kind: 'column', name: c.id } as const }))
  }

  /** `s.*` of a struct: its members. */
  #structStar(star: Extract<SqlExpression, { kind: 'star' }>): SelectItem[] {
    const node = this.#expressions().translate({ kind: 'name', parts: star.qualifier, at: star.at })
    const type = typeParts(this.#translator.typed(node, this.#plan).type)
    if (type.kind !== 'struct' || star.except.length > 0) {
      throw analysisError(`[CANNOT_RESOLVE_STAR_EXPAND] Cannot resolve ${star.qualifier.join('.')}.*.`, star.at)
    }
    return type.members.map(m => ({ name: m.name, node: call('getField', node, textLiteral(m.name)) }))
  }

  /** The item that a key of the sort is: by its number. */
  #orderItem(sort: SqlSort, items: readonly SelectItem[]): number | null {
    const found = ordinal(
      sort,
      items.map((item, i) => ({ name: item.name, id: String(i) })),
    )
    return found?.kind === 'column' ? Number(found.name) : null
  }

  #lateralViews(from: ScopedPlan): ScopedPlan {
    return this.#select.lateralViews.reduce<ScopedPlan>((input, view) => {
      const expressions = this.#translator.expressions(new Scope(input.columns), this.#environment)
      const { plan, columns } = generate(this.#translator, input.plan, view.generator, expressions, {
        outer: view.outer,
        names: view.columns.length === 0 ? null : view.columns,
        qualifier: view.table === null ? [] : [view.table],
        at: view.at,
      })
      return { plan, columns: [...input.columns, ...columns] }
    }, from)
  }
}
