import type { AggregateNode, ExpressionNode, SortNode } from '../../plan/expression-node.ts'
import { setPlace } from '../../plan/place.ts'
import { analysisError, unsupported } from '../sql-error.ts'
import type { SqlCall, SqlExpression, SqlName, SqlSort, SqlWindow } from '../syntax.ts'
import type { ExpressionContext } from './expression-context.ts'
import { lookUpFunction } from './function-names.ts'
import {
  call,
  ignoringNulls,
  isPlainStar,
  isSameColumn,
  memberOf,
  textLiteral,
  UNIT_FIRST,
  WITHOUT_BRACKETS,
} from './make-node.ts'
import { hasAggregate, hasWindow } from './node-tree.ts'
import { type Scope, unresolvedColumn } from './scope.ts'
import { namedWindow, windowFrame } from './window-clause.ts'

/** Makes plan expressions of the syntax tree's. */
export class ExpressionTranslator {
  readonly #context: ExpressionContext
  readonly #parameters: readonly ReadonlyMap<string, string>[]
  readonly #insideAggregate: boolean

  constructor(
    context: ExpressionContext,
    parameters: readonly ReadonlyMap<string, string>[] = [],
    insideAggregate = false,
  ) {
    this.#context = context
    this.#parameters = parameters
    this.#insideAggregate = insideAggregate
  }

  translate(e: SqlExpression): ExpressionNode {
    const node = this.#translate(e)
    if (e.at !== null) setPlace(node, e.at)
    return node
  }

  sorts(orderBy: readonly SqlSort[]): SortNode[] {
    return orderBy.map(o => ({ expression: this.translate(o.of), direction: o.direction, nulls: o.nulls }))
  }

  #translate(e: SqlExpression): ExpressionNode {
    switch (e.kind) {
      case 'literal':
        return { ...e.node }
      case 'name':
        return this.#name(e)
      case 'star':
        throw analysisError("[INVALID_USAGE_OF_STAR_OR_REGEX] Invalid usage of '*' in an expression.", e.at)
      case 'member':
        return call('getField', this.translate(e.of), textLiteral(e.name))
      case 'subscript':
        return call('getItem', this.translate(e.of), this.translate(e.index))
      case 'operator':
        return call(e.name, ...e.args.map(a => this.translate(a)))
      case 'case':
        return this.#case(e)
      case 'cast':
        return { kind: 'cast', to: e.to, arg: this.translate(e.arg), ...(e.try ? { try: true } : {}) }
      case 'in':
        return call('in', this.translate(e.value), ...e.list.map(a => this.#inItem(e.value, a)))
      case 'like':
        return this.#like(e)
      case 'subquery':
        return (
          this.#inlined(e) ??
          this.#context.subquery(e.query, e.form, e.value === undefined ? null : this.translate(e.value), e.at)
        )
      case 'lambda':
        return this.#lambda(e)
      case 'tuple':
        return this.#struct(e.items)
      case 'named':
        throw unsupported(e.argument ? 'An argument by name' : 'A name inside of an expression', e.at)
      case 'call':
        return this.#call(e)
    }
  }

  #name(e: SqlName): ExpressionNode {
    const { scope, aliases } = this.#context
    const [first, ...rest] = e.parts
    const lower = first.toLowerCase()
    for (const parameters of this.#parameters.toReversed()) {
      const name = parameters.get(lower)
      if (name !== undefined) return memberOf({ kind: 'column', name }, rest)
    }
    const column = this.#column(scope, e)
    const alias = (): ExpressionNode | undefined => {
      const found = aliases.get(lower)
      if (found === undefined) return undefined
      if (found.length > 1 && !found.every(node => isSameColumn(node, found[0]))) {
        if (column !== undefined) return undefined
        throw analysisError(`[AMBIGUOUS_REFERENCE] Reference \`${first}\` is ambiguous.`, e.at)
      }
      return memberOf(found[0], rest)
    }
    const hides = !this.#insideAggregate && this.#context.aliasHides(column?.id)
    const node = (hides ? alias() : undefined) ?? column?.node ?? alias() ?? this.#context.outer(e)
    if (node !== undefined) return node
    if (rest.length === 0 && WITHOUT_BRACKETS.includes(lower)) {
      return this.#call({ kind: 'call', name: lower, args: [], distinct: false, at: e.at })
    }
    throw unresolvedColumn(e.parts, scope.columns, e.at)
  }

  #column(scope: Scope, e: SqlName): { readonly id: string; readonly node: ExpressionNode } | undefined {
    const found = scope.resolve(e.parts, e.at)
    if (found === undefined) return undefined
    const { id } = found.column
    return { id, node: memberOf({ kind: 'column', name: id }, found.members) }
  }

  /** (SELECT a + 1 WHERE b) without FROM is an expression of the query around it. */
  #inlined({ form, query }: Extract<SqlExpression, { kind: 'subquery' }>): ExpressionNode | undefined {
    const { body } = query
    if (form !== 'scalar' || body.kind !== 'select' || body.from !== null || query.with.length > 0) return undefined
    const isPlain =
      query.limit === null &&
      query.offset === null &&
      body.groupBy === null &&
      body.having === null &&
      body.items.length === 1
    const [item] = body.items
    if (!isPlain || item.kind === 'star') return undefined
    const value = this.translate(item.kind === 'named' ? item.of : item)
    const condition = body.where === null ? null : this.translate(body.where)
    const parts = condition === null ? [value] : [condition, value]
    if (parts.some(p => hasAggregate(p) || hasWindow(p))) return undefined
    return condition === null ? value : call('when', condition, value)
  }

  /** Arguments with their stars written out. */
  #withoutStars(args: readonly SqlExpression[]): SqlExpression[] {
    return args.flatMap((arg): SqlExpression[] => {
      if (arg.kind !== 'star') return [arg]
      const columns = this.#context.scope.star(arg.qualifier)
      if (columns === undefined || arg.except.length > 0) throw unsupported('This star as an argument', arg.at)
      return columns.map(c => ({ kind: 'name', parts: [...c.qualifier, c.name], at: arg.at }))
    })
  }

  #case({ operand, whens, otherwise }: Extract<SqlExpression, { kind: 'case' }>): ExpressionNode {
    const value = operand === null ? null : this.translate(operand)
    const args = whens.flatMap(([when, then]) => {
      const condition = this.translate(when)
      return [value === null ? condition : call('eq', value, condition), this.translate(then)]
    })
    return call('when', ...args, ...(otherwise === null ? [] : [this.translate(otherwise)]))
  }

  #like({
    form,
    value,
    quantifier,
    negated,
    patterns,
    escape: escaped,
  }: Extract<SqlExpression, { kind: 'like' }>): ExpressionNode {
    const v = this.translate(value)
    const escaper = escaped === null ? [] : [this.translate(escaped)]
    const tests = patterns.map(p => {
      const test = call(form, v, this.translate(p), ...escaper)
      return negated ? call('not', test) : test
    })
    if (quantifier === null) return tests[0]
    return tests.reduce((a, b) => call(quantifier === 'all' ? 'and' : 'or', a, b))
  }

  #lambda({ parameters, body }: Extract<SqlExpression, { kind: 'lambda' }>): ExpressionNode {
    const names = parameters.map(p => this.#context.uniqueName(p))
    const known = new Map(parameters.map((p, i) => [p.toLowerCase(), names[i]]))
    const inside = new ExpressionTranslator(this.#context, [...this.#parameters, known], this.#insideAggregate)
    return { kind: 'lambda', parameters: names, body: inside.translate(body) }
  }

  /** struct(a, b AS c): members are named by their column, their name, or their place. */
  #struct(items: readonly SqlExpression[]): ExpressionNode {
    const args = items.flatMap((item, i) => [this.#memberLiteral(item, i), item.kind === 'named' ? item.of : item])
    return call('namedStruct', ...args.map(a => this.translate(a)))
  }

  #memberLiteral(item: SqlExpression, i: number): SqlExpression {
    const name =
      item.kind === 'named'
        ? item.names[0]
        : item.kind === 'name'
          ? item.parts.at(-1)!
          : item.kind === 'member'
            ? item.name
            : `col${i + 1}`
    return { kind: 'literal', node: textLiteral(name), text: name, at: item.at }
  }

  #call(e: SqlCall): ExpressionNode {
    const lower = e.name.toLowerCase()
    if (lower === 'struct') return this.#struct(this.#withoutStars(e.args))
    if (UNIT_FIRST.includes(lower) && e.args.length === 3) return this.#withUnit(e, lower)
    const found = lookUpFunction(lower)
    if (found === null) {
      throw analysisError(
        `[UNRESOLVED_ROUTINE] Cannot resolve routine \`${e.name}\` on search path [\`system\`.\`builtin\`, \`system\`.\`session\`, \`spark_catalog\`.\`default\`].`,
        e.at,
      )
    }
    if (found.kind === 'generator') {
      throw analysisError(
        `[UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS] The generator is not supported: nested in expressions "${lower}".`,
        e.at,
      )
    }
    if (e.over !== undefined) return this.#window(e, e.over, found.name, found.kind)
    if (found.kind === 'window') {
      throw analysisError(
        `[WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE] Window function "${lower}()" requires an OVER clause.`,
        e.at,
      )
    }
    if (found.kind === 'aggregate') return this.#aggregate(e, found.name)
    if (e.distinct || e.filter !== undefined || e.withinGroup !== undefined || e.nulls !== undefined) {
      throw analysisError(
        `[INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX] The function \`${lower}\` takes no DISTINCT, FILTER, WITHIN GROUP or IGNORE NULLS.`,
        e.at,
      )
    }
    return call(found.name, ...this.#withoutStars(e.args).map(a => this.translate(a)))
  }

  /** timestampadd(HOUR, 1, t): the unit is a word. */
  #withUnit(e: SqlCall, lower: string): ExpressionNode {
    const [unit, ...args] = e.args
    if (unit.kind !== 'name' || unit.parts.length !== 1) throw unsupported('This unit', unit.at ?? e.at)
    const name = lower.endsWith('add') ? 'timestampAdd' : 'timestampDiff'
    return call(name, textLiteral(unit.parts[0].toUpperCase()), ...args.map(a => this.translate(a)))
  }

  #aggregate(e: SqlCall, name: string): AggregateNode {
    const inside = new ExpressionTranslator(this.#context, this.#parameters, true)
    const lower = e.name.toLowerCase()
    const [first] = e.args
    const isStar = lower === 'count' && !e.distinct && e.args.length === 1 && isPlainStar(first)
    if (lower === 'count' && e.args.length === 1 && first.kind === 'star' && first.qualifier.length > 0) {
      throw analysisError('[INVALID_USAGE_OF_STAR_OR_REGEX] count(t.*) is not allowed; count(*) counts rows.', first.at)
    }
    if (lower === 'count' && e.args.length === 0) {
      throw analysisError(
        '[WRONG_NUM_ARGS.WITHOUT_SUGGESTION] The `count` requires > 0 parameters but the actual number is 0.',
        e.at,
      )
    }
    const args = isStar ? [] : this.#withoutStars(e.args).map(a => inside.translate(a))
    if (e.nulls === 'ignore') {
      if (!['first', 'firstValue', 'last', 'lastValue', 'anyValue'].includes(name))
        throw unsupported(`IGNORE NULLS of ${lower}`, e.at)
      args.push({ kind: 'literal', type: 'boolean', value: true })
    }
    return {
      kind: 'aggregate',
      name,
      args,
      ...(e.distinct ? { distinct: true } : {}),
      ...(e.filter === undefined ? {} : { filter: inside.translate(e.filter) }),
      ...(e.withinGroup === undefined ? {} : { orderBy: inside.sorts(e.withinGroup) }),
    }
  }

  /** The members of tuples are compared by their places. */
  #inItem(value: SqlExpression, item: SqlExpression): ExpressionNode {
    if (value.kind !== 'tuple' || item.kind !== 'tuple' || value.items.length !== item.items.length)
      return this.translate(item)
    const names = value.items.map((v, i) => (v.kind === 'name' ? v.parts.at(-1)! : `col${i + 1}`))
    return this.#struct(
      item.items.map((of, i) => ({ kind: 'named', of, names: [names[i]], argument: false, at: of.at })),
    )
  }

  #window(e: SqlCall, over: SqlWindow, name: string, kind: string): ExpressionNode {
    if (kind === 'scalar') {
      throw analysisError(
        `[UNSUPPORTED_EXPR_FOR_WINDOW] Expression "${e.name.toLowerCase()}()" not supported within a window function.`,
        e.at,
      )
    }
    const { partitionBy, orderBy, frame } = namedWindow(over, this.#context.windows, e.at)
    const nulls = e.nulls === 'ignore' && kind === 'window'
    if (nulls && !['lag', 'lead', 'nthValue'].includes(name)) throw unsupported(`IGNORE NULLS of ${e.name}`, e.at)
    const args = e.args.map(a => (a.kind === 'star' ? textLiteral('*') : this.translate(a)))
    const f =
      kind === 'aggregate' ? this.#aggregate(e, name) : call(name, ...(nulls ? ignoringNulls(name, args) : args))
    return {
      kind: 'window',
      function: f,
      partitionBy: partitionBy.map(a => this.translate(a)),
      orderBy: this.sorts(orderBy),
      ...(frame === null ? {} : { frame: windowFrame(frame, a => this.translate(a)) }),
    }
  }
}
