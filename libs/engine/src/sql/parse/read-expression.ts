import { type Place, syntaxError, unsupported } from '../sql-error.ts'
import type { SqlExpression, SqlQuery, SqlSort, SqlWindow } from '../syntax.ts'
import type { LibraryNode } from './library.ts'
import type { Nodes } from './node.ts'
import { readCall } from './read-call.ts'
import { type PredicateReader, readPredicate } from './read-predicate.ts'
import { readWindow } from './read-window.ts'
import { through } from './spans.ts'

const BINARY: Readonly<Record<string, string>> = {
  add: 'add',
  sub: 'subtract',
  mul: 'multiply',
  div: 'divide',
  mod: 'mod',
  and: 'and',
  or: 'or',
  eq: 'eq',
  neq: 'neq',
  lt: 'lt',
  lte: 'lte',
  gt: 'gt',
  gte: 'gte',
  null_safe_eq: 'equalNullSafe',
  concat: 'concat',
  bitwise_and: 'bitwiseAnd',
  bitwise_or: 'bitwiseOr',
  bitwise_xor: 'bitwiseXor',
  bitwise_left_shift: 'shiftleft',
  bitwise_right_shift: 'shiftright',
}
const COMPARISONS = ['eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'null_safe_eq']

/** Reads the expressions of the library's tree. */
export class ExpressionReader {
  readonly #nodes: Nodes
  readonly #query: (node: unknown) => SqlQuery
  readonly #reparse: (text: string) => LibraryNode
  readonly #predicates: PredicateReader
  /** Expressions in brackets, which are parts of what is around them with these. */
  readonly #bracketed = new WeakMap<SqlExpression, Place>()

  constructor(nodes: Nodes, query: (node: unknown) => SqlQuery, reparse: (text: string) => LibraryNode) {
    this.#nodes = nodes
    this.#query = query
    this.#reparse = reparse
    this.#predicates = {
      nodes,
      query,
      read: node => this.read(node),
      readAll: all => this.readAll(all),
      operator: (name, args) => this.#operator(name, args),
    }
  }

  readAll(nodes: unknown): SqlExpression[] {
    return ((nodes ?? []) as unknown[]).map(n => this.read(n))
  }

  read(node: unknown): SqlExpression {
    const [kind, fields] = this.#nodes.open(node)
    const operator = BINARY[kind]
    if (operator !== undefined) return this.#binary(kind, operator, fields)
    switch (kind) {
      case 'column':
        return this.#column(fields)
      case 'literal': {
        const cell = this.#nodes.cell(`n${String(fields.value)}`)
        if (cell.kind !== 'expression') throw syntaxError('The query could not be read.', null)
        return this.#text(cell.text)
      }
      case 'star':
        return this.#star(fields)
      case 'dot':
        return this.#dot(fields)
      case 'paren':
        return this.#inBrackets(this.read(this.#only(kind, fields, 'this').this))
      case 'tuple':
        return this.#withPlace(fields, at => ({ kind: 'tuple', items: this.readAll(fields.expressions), at }))
      case 'subscript': {
        const { this: of, index } = this.#only(kind, fields, 'this', 'index')
        const [list, key] = [this.read(of), this.read(index)]
        const at = through(this.#span(list), this.#span(key))
        return { kind: 'subscript', of: list, index: key, at: at === null ? null : this.#nodes.spans.closed(at) }
      }
      case 'int_div': {
        const { this: left, expression } = this.#only(kind, fields, 'this', 'expression')
        return this.#operator('div', [this.read(left), this.read(expression)])
      }
      case 'null_safe_neq':
        return this.#operator('not', [this.#binary(kind, 'equalNullSafe', fields)])
      case 'neg':
        return this.#operator('negative', [this.read(this.#only(kind, fields, 'this').this)])
      case 'not':
        return this.#not(this.#only(kind, fields, 'this').this)
      case 'bitwise_not':
        return this.#bitwiseNot(fields)
      case 'case':
        return this.#case(fields)
      case 'cast':
      case 'try_cast':
        return this.#cast(kind, fields)
      case 'alias':
      case 'named_argument':
        return this.#named(kind, fields)
      case 'lambda':
        return this.#lambda(fields)
      case 'raw':
        return this.#raw(fields)
      default:
        return (
          readPredicate(this.#predicates, kind, fields) ??
          this.#subquery(kind, fields) ??
          readCall(this, this.#nodes, kind, fields)
        )
    }
  }

  readSort(sorts: unknown): SqlSort[] {
    return ((sorts ?? []) as LibraryNode[]).map(sort => {
      const { this: of, desc, nulls_first } = this.#only('sort', sort, 'this', 'desc', 'nulls_first')
      const direction = desc === true ? 'desc' : 'asc'
      const first = typeof nulls_first === 'boolean' ? nulls_first : direction === 'asc'
      return { of: this.read(of), direction, nulls: first ? 'first' : 'last' }
    })
  }

  readWindow(over: LibraryNode): SqlWindow {
    return readWindow(this, this.#nodes, over)
  }

  #only<T extends string>(kind: string, fields: LibraryNode, ...known: T[]): Readonly<Record<T, unknown>> {
    return this.#nodes.only(kind, fields, ...known)
  }

  #withPlace(fields: LibraryNode, make: (at: SqlExpression['at']) => SqlExpression): SqlExpression {
    return make(this.#nodes.placeOf(fields))
  }

  #operator(name: string, args: readonly SqlExpression[]): SqlExpression {
    const at = through(this.#span(args[0]), this.#span(args.at(-1)!))
    const isPrefix = args.length === 1 && !name.startsWith('is')
    return { kind: 'operator', name, args, at: at !== null && isPrefix ? this.#nodes.spans.prefixed(at) : at }
  }

  #inBrackets(e: SqlExpression): SqlExpression {
    const at = this.#span(e)
    if (at !== null) this.#bracketed.set(e, this.#nodes.spans.brackets(at))
    return e
  }

  /** Where an expression begins and ends, with the brackets around it. */
  #span(e: SqlExpression): Place | null {
    return this.#bracketed.get(e) ?? e.at
  }

  #binary(kind: string, name: string, fields: LibraryNode): SqlExpression {
    const { left, right } = this.#only(kind, fields, 'left', 'right')
    if (COMPARISONS.includes(kind) && COMPARISONS.includes(this.#nodes.open(right)[0])) {
      throw unsupported('A comparison of comparisons without brackets', this.#nodes.placeOf(right))
    }
    const place = this.#nodes.placeOf(right)
    const isUnsigned =
      name === 'shiftright' && place !== null && this.#nodes.spans.last(['>>', '>>>'], place)?.text === '>>>'
    const operator = isUnsigned ? 'shiftrightunsigned' : name
    return this.#operator(operator, [this.read(left), this.read(right)])
  }

  #column(fields: LibraryNode): SqlExpression {
    const { name, table } = this.#only('column', fields, 'name', 'table')
    if (/^all$/i.test((name as { name: string }).name) && table == null)
      return { kind: 'name', parts: ['all'], at: null }
    const cell = this.#nodes.cell(name)
    if (cell.kind === 'literal' && table == null) return cell.literal
    const last = this.#nodes.name(name)
    if (table == null) return { kind: 'name', parts: [last.name], at: last.at }
    const first = this.#nodes.name(table)
    return {
      kind: 'name',
      parts: [first.name, last.name],
      at: first.at === null || last.at === null ? last.at : { start: first.at.start, end: last.at.end },
    }
  }

  #star(fields: LibraryNode): SqlExpression {
    const { table, except } = this.#only('star', fields, 'table', 'except')
    const text = (table as { name?: string } | null)?.name
    const qualifier = text === undefined ? [] : text.split('.').map(part => this.#nodes.name(part).name)
    return {
      kind: 'star',
      qualifier,
      except: ((except ?? []) as { name: string }[]).map(e => {
        const parts = e.name.split('.').map(part => this.#nodes.name(part))
        return { kind: 'name', parts: parts.map(p => p.name), at: parts[0].at }
      }),
      at: this.#nodes.placeOf(table),
    }
  }

  #dot(fields: LibraryNode): SqlExpression {
    const { this: inner, field } = this.#only('dot', fields, 'this', 'field')
    const of = this.read(inner)
    const { name, at } = this.#nodes.name(field)
    if (of.kind === 'name' && this.#nodes.open(inner)[0] !== 'paren') {
      const place = of.at === null || at === null ? at : { start: of.at.start, end: at.end }
      return { kind: 'name', parts: [...of.parts, name], at: place }
    }
    return { kind: 'member', of, name, at }
  }

  /** `~~` is how the mask writes a unary plus. */
  #bitwiseNot(fields: LibraryNode): SqlExpression {
    const { this: inner } = this.#only('bitwise_not', fields, 'this')
    const [kind, below] = this.#nodes.open(inner)
    if (kind === 'bitwise_not') return this.#operator('positive', [this.read(this.#only(kind, below, 'this').this)])
    return this.#operator('bitwiseNot', [this.read(inner)])
  }

  /** `a NOT LIKE ANY (...)` is read as this, too; `NOT a LIKE ANY (...)` is left as text. */
  #not(inner: unknown): SqlExpression {
    const of = this.read(inner)
    const isLike = of.kind === 'like' && of.quantifier !== null && this.#nodes.open(inner)[0].endsWith('like')
    return isLike ? { ...of, negated: true } : this.#operator('not', [of])
  }

  #case(fields: LibraryNode): SqlExpression {
    const { operand, whens, else_ } = this.#only('case', fields, 'operand', 'whens', 'else_')
    return this.#withPlace(fields, inside => ({
      kind: 'case',
      operand: operand == null ? null : this.read(operand),
      whens: (whens as [unknown, unknown][]).map(([when, then]) => [this.read(when), this.read(then)] as const),
      otherwise: else_ == null ? null : this.read(else_),
      at: inside === null ? null : this.#nodes.spans.caseAround(inside),
    }))
  }

  #cast(kind: string, fields: LibraryNode): SqlExpression {
    const { this: arg, to } = this.#only(kind, fields, 'this', 'to')
    const cell = this.#nodes.cell((to as { name?: string }).name)
    if (cell.kind !== 'type') throw syntaxError('Expected a type.', this.#nodes.placeOf(fields))
    const value = this.read(arg)
    return {
      kind: 'cast',
      to: cell.type,
      typeText: cell.text,
      arg: value,
      try: kind === 'try_cast',
      at: this.#nodes.spans.cast(this.#span(value), cell.at),
    }
  }

  #named(kind: string, fields: LibraryNode): SqlExpression {
    if (kind === 'named_argument') {
      const { name, value } = this.#only(kind, fields, 'name', 'value', 'separator')
      const key = this.#nodes.name(name)
      return { kind: 'named', of: this.read(value), names: [key.name], argument: true, at: key.at }
    }
    const { this: of, alias, column_aliases } = this.#only(kind, fields, 'this', 'alias', 'column_aliases')
    const several = (column_aliases as unknown[] | null) ?? []
    const names = several.length > 0 ? this.#nodes.names(several) : [this.#nodes.name(alias).name]
    return this.#withPlace(fields, at => ({ kind: 'named', of: this.read(of), names, argument: false, at }))
  }

  #lambda(fields: LibraryNode): SqlExpression {
    const { parameters, body } = this.#only('lambda', fields, 'parameters', 'body')
    return this.#withPlace(fields, at => ({
      kind: 'lambda',
      parameters: this.#nodes.names(parameters),
      body: this.read(body),
      at,
    }))
  }

  /** The library leaves `NOT a LIKE b` as text. */
  #raw(fields: LibraryNode): SqlExpression {
    const { sql } = this.#only('raw', fields, 'sql')
    const match = /^\s*not\s([\s\S]*)$/i.exec(sql as string)
    if (match === null) throw syntaxError('The query could not be read.', null)
    return this.#operator('not', [this.#text(match[1])])
  }

  /** An expression that the library reads by itself. */
  #text(text: string): SqlExpression {
    const [, select] = this.#nodes.open(this.#reparse(`select ${text}`))
    const { expressions } = this.#only('select', select, 'expressions')
    return this.read((expressions as unknown[])[0])
  }

  #subquery(kind: string, fields: LibraryNode): SqlExpression | undefined {
    if (kind === 'subquery') {
      this.#only(kind, fields, 'this')
      return this.#withPlace(fields, at => ({ kind: 'subquery', form: 'scalar', query: this.#query(fields.this), at }))
    }
    if (kind === 'exists') {
      const { this: query, not } = this.#only(kind, fields, 'this', 'not')
      const exists = this.#withPlace(fields, at => ({
        kind: 'subquery',
        form: 'exists',
        query: this.#query(query),
        at,
      }))
      return not === true ? this.#operator('not', [exists]) : exists
    }
    return undefined
  }
}
