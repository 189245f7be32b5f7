import type { SqlBound, SqlCall, SqlExpression, SqlOperator, SqlSort, SqlWindow } from '../syntax.ts'
import { callText } from './display-call.ts'

/** Text of a column's name as Spark prints it inside of an expression: without its table. */
export type NameText = (parts: readonly string[]) => string

/** What a window of the WINDOW clause is. */
export type NamedWindow = (name: string) => SqlWindow | undefined

const INFIX: Readonly<Record<string, string>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  mod: '%',
  div: 'div',
  and: 'AND',
  or: 'OR',
  eq: '=',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
  equalNullSafe: '<=>',
  bitwiseAnd: '&',
  bitwiseOr: '|',
  bitwiseXor: '^',
  shiftleft: '<<',
  shiftright: '>>',
  shiftrightunsigned: '>>>',
}

/** How Spark names the column of an expression that was given no name (its toPrettySQL). */
export class DisplayNames {
  readonly #nameText: NameText
  readonly #namedWindow: NamedWindow

  constructor(nameText: NameText, namedWindow: NamedWindow = () => undefined) {
    this.#nameText = nameText
    this.#namedWindow = namedWindow
  }

  /** The name of a column of a query's result. */
  column(e: SqlExpression): string {
    if (e.kind === 'name') return e.parts.at(-1)!
    if (e.kind === 'member' && isMemberOfName(e)) return e.name
    // A cast of a plain column keeps the column's name.
    if (e.kind === 'cast' && (e.arg.kind === 'name' || e.arg.kind === 'cast')) return this.column(e.arg)
    // The members of a map have no names of their own.
    if (e.kind === 'call' && e.name.toLowerCase() === 'from_json' && isMapSchema(e.args[1])) return 'entries'
    return this.text(e)
  }

  text(e: SqlExpression): string {
    switch (e.kind) {
      case 'literal':
        return e.text
      case 'name':
        return this.#nameText(e.parts)
      case 'star':
        return '*'
      case 'member':
        return `${this.text(e.of)}.${e.name}`
      case 'subscript':
        return `${this.text(e.of)}[${this.text(e.index)}]`
      case 'operator':
        return this.#operator(e)
      case 'case':
        return this.#case(e)
      case 'cast':
        if (e.isCall === true) return this.text(e.arg)
        return `${e.try ? 'TRY_CAST' : 'CAST'}(${this.text(e.arg)} AS ${e.typeText})`
      case 'in':
        return `(${this.text(e.value)} IN (${this.#list(e.list)}))`
      case 'like':
        return this.#like(e)
      case 'subquery':
        if (e.form === 'in') return `(${this.text(e.value!)} IN (listquery()))`
        return e.form === 'scalar' ? 'scalarsubquery()' : 'exists()'
      case 'lambda': {
        const parameters = e.parameters.map(() => 'namedlambdavariable()')
        const known = new Set(e.parameters.map(p => p.toLowerCase()))
        const inside = new DisplayNames(
          parts =>
            known.has(parts[0].toLowerCase())
              ? ['namedlambdavariable()', ...parts.slice(1)].join('.')
              : this.#nameText(parts),
          this.#namedWindow,
        )
        return `lambdafunction(${inside.text(e.body)}, ${parameters.join(', ')})`
      }
      case 'tuple':
        return `named_struct(${e.items.map((item, i) => `${this.#memberName(item, i)}, ${this.text(item)}`).join(', ')})`
      case 'named':
        return `${this.text(e.of)} AS ${e.names.join(', ')}`
      case 'call':
        return this.#call(e)
    }
  }

  #memberName(item: SqlExpression, i: number): string {
    if (item.kind === 'named') return item.names[0]
    return item.kind === 'name' ? item.parts.at(-1)! : `col${i + 1}`
  }

  #list(items: readonly SqlExpression[]): string {
    return items.map(e => this.text(e)).join(', ')
  }

  #operator({ name, args }: SqlOperator): string {
    const texts = args.map(e => this.text(e))
    const infix = INFIX[name]
    if (infix !== undefined && args.length === 2) return `(${texts[0]} ${infix} ${texts[1]})`
    switch (name) {
      case 'neq':
        return `(NOT (${texts[0]} = ${texts[1]}))`
      case 'not':
        return `(NOT ${texts[0]})`
      case 'isNull':
        return `(${texts[0]} IS NULL)`
      case 'isNotNull':
        return `(${texts[0]} IS NOT NULL)`
      case 'negative':
        return `(- ${texts[0]})`
      case 'positive':
        return `(+ ${texts[0]})`
      case 'bitwiseNot':
        return `~${texts[0]}`
      default:
        return `${name}(${texts.join(', ')})`
    }
  }

  #case({ operand, whens, otherwise }: Extract<SqlExpression, { kind: 'case' }>): string {
    const condition = (when: SqlExpression): string =>
      operand === null ? this.text(when) : `(${this.text(operand)} = ${this.text(when)})`
    const branches = whens.map(([when, then]) => `WHEN ${condition(when)} THEN ${this.text(then)}`)
    return `CASE ${branches.join(' ')}${otherwise === null ? '' : ` ELSE ${this.text(otherwise)}`} END`
  }

  #like({
    form,
    value,
    quantifier,
    negated,
    patterns,
    escape: escaper,
  }: Extract<SqlExpression, { kind: 'like' }>): string {
    const v = this.text(value)
    const texts = patterns.map(p => this.text(p))
    if (quantifier !== null) {
      const name = `${negated ? 'not' : ''}like${quantifier}`
      return `${name}(${[v, ...texts].join(', ')})`
    }
    const tail = escaper === null ? '' : ` ESCAPE '${this.text(escaper)}'`
    if (form === 'like') return `${v} LIKE ${texts[0]}${tail}`
    return form === 'ilike' ? `ilike(${v}, ${texts[0]})` : `RLIKE(${v}, ${texts[0]})`
  }

  #call(call: SqlCall): string {
    const text = `${this.#plainCall(call, call.over !== undefined)}${this.#withinGroup(call)}`
    const filtered = call.filter === undefined ? text : `${text} FILTER (WHERE ${this.text(call.filter)})`
    return call.over === undefined ? filtered : `${filtered} OVER (${this.#window(call.over, call)})`
  }

  /** The order that an aggregate wants of its rows. */
  #withinGroup({ name, args, withinGroup }: SqlCall): string {
    const lower = name.toLowerCase()
    // The value that is counted is printed as what is sorted by.
    if (lower === 'mode' && args.length === 2 && args[1].kind === 'literal') {
      return ` WITHIN GROUP (ORDER BY ${this.text(args[0])}${args[1].text === 'true' ? ' DESC' : ''})`
    }
    if (withinGroup === undefined) return ''
    if (lower === 'listagg' || lower === 'string_agg') return ` WITHIN GROUP (ORDER BY ${this.#sorts(withinGroup)})`
    if (lower === 'percentile_cont' || lower === 'percentile_disc') {
      return ` WITHIN GROUP (ORDER BY ${withinGroup.map(o => `${this.text(o.of)}${o.direction === 'desc' ? ' DESC' : ''}`).join(', ')})`
    }
    if (lower !== 'mode') return ''
    const [{ of, direction }] = withinGroup
    // Spark prints the direction that it counts down in, which is the other one.
    return ` WITHIN GROUP (ORDER BY ${this.text(of)}${direction === 'asc' ? ' DESC' : ''})`
  }

  #sorts(orderBy: readonly SqlSort[]): string {
    return orderBy.map(o => `${this.text(o.of)} ${o.direction.toUpperCase()} NULLS ${o.nulls.toUpperCase()}`).join(', ')
  }

  #plainCall({ name, args, distinct, nulls }: SqlCall, isWindow: boolean): string {
    const lower = name.toLowerCase()
    if (lower === 'count' && args.length === 1 && args[0].kind === 'star') return 'count(1)'
    if (lower === 'struct') {
      return `struct(${args.map(a => (a.kind === 'named' ? `${this.text(a.of)} AS ${a.names[0]}` : this.text(a))).join(', ')})`
    }
    const texts = args.map(e => this.text(e))
    const ignoresNulls = nulls === 'ignore'
    switch (lower) {
      case 'string_agg':
        return `listagg(${distinct ? 'DISTINCT ' : ''}${texts.join(', ')})`
      case 'mode':
        return texts.length === 2 ? 'mode()' : `mode(${texts.join(', ')})`
      case 'rank':
      case 'dense_rank':
      case 'percent_rank':
        return `${isWindow ? lower.toUpperCase() : lower}(${texts.join(', ')})`
      case 'first':
      case 'first_value':
      case 'last':
      case 'last_value':
      case 'any_value':
        // The second argument is whether nulls are ignored.
        return `${lower}(${texts[0]})${ignoresNulls ? ' ignore nulls' : ''}`
      case 'array_agg':
        return callText('collect_list', texts, distinct, ignoresNulls)
      default:
        return callText(lower, texts, distinct, ignoresNulls)
    }
  }

  #window(over: SqlWindow, call: SqlCall): string {
    const { partitionBy, orderBy, frame } = (over.name === null ? undefined : this.#namedWindow(over.name)) ?? over
    const name = call.name.toLowerCase()
    const parts: string[] = []
    if (partitionBy.length > 0) parts.push(`PARTITION BY ${this.#list(partitionBy)}`)
    if (orderBy.length > 0) parts.push(`ORDER BY ${this.#sorts(orderBy)}`)
    const rows = ['row_number', 'rank', 'dense_rank', 'percent_rank', 'ntile'].includes(name)
    if (name === 'lag' || name === 'lead') {
      const distance = Number(call.args[1] === undefined ? 1 : this.text(call.args[1]))
      const bound = `${name === 'lag' ? -distance : distance} FOLLOWING`
      parts.push(`ROWS BETWEEN ${bound} AND ${bound}`)
    } else if (frame !== null) {
      parts.push(
        `${frame.unit.toUpperCase()} BETWEEN ${this.#bound(frame.from, 'PRECEDING')} AND ${this.#bound(frame.to, 'FOLLOWING')}`,
      )
    } else if (rows || orderBy.length === 0) {
      const end = rows ? 'CURRENT ROW' : 'UNBOUNDED FOLLOWING'
      parts.push(`ROWS BETWEEN UNBOUNDED PRECEDING AND ${end}`)
    } else parts.push('RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW')
    return parts.join(' ')
  }

  #bound(bound: SqlBound, side: string): string {
    if (bound.kind === 'unbounded') return `UNBOUNDED ${side}`
    if (bound.kind === 'current') return 'CURRENT ROW'
    return `${this.text(bound.of)} ${bound.kind.toUpperCase()}`
  }
}

const isMemberOfName = (e: SqlExpression): boolean => e.kind === 'name' || (e.kind === 'member' && isMemberOfName(e.of))

const isMapSchema = (e: SqlExpression | undefined): boolean => e?.kind === 'literal' && /^map\s*</i.test(e.text)
