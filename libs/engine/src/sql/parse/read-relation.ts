import { syntaxError, unsupported } from '../sql-error.ts'
import type { SqlAlias, SqlCall, SqlJoin, SqlQuery, SqlRelation, SqlValues } from '../syntax.ts'
import type { LibraryNode } from './library.ts'
import type { Nodes } from './node.ts'
import { type ReadItems, readPivot } from './pivot-clause.ts'
import type { ExpressionReader } from './read-expression.ts'

type JoinShape = Pick<SqlJoin, 'type' | 'natural'>

const JOINS: Readonly<Record<string, JoinShape>> = {
  Inner: { type: 'inner', natural: false },
  Implicit: { type: 'inner', natural: false },
  Left: { type: 'left', natural: false },
  Right: { type: 'right', natural: false },
  Full: { type: 'full', natural: false },
  Cross: { type: 'cross', natural: false },
  Semi: { type: 'leftSemi', natural: false },
  Anti: { type: 'leftAnti', natural: false },
  LeftSemi: { type: 'leftSemi', natural: false },
  LeftAnti: { type: 'leftAnti', natural: false },
  Natural: { type: 'inner', natural: true },
  NaturalLeft: { type: 'left', natural: true },
  NaturalRight: { type: 'right', natural: true },
  NaturalFull: { type: 'full', natural: true },
}

/** Reads what stands after FROM. */
export class RelationReader {
  readonly #nodes: Nodes
  readonly #expressions: ExpressionReader
  readonly #query: (node: unknown) => SqlQuery
  readonly #items: ReadItems

  constructor(nodes: Nodes, expressions: ExpressionReader, query: (node: unknown) => SqlQuery, items: ReadItems) {
    this.#nodes = nodes
    this.#expressions = expressions
    this.#query = query
    this.#items = items
  }

  /** Relations between commas, of which the last is followed by joins. A comma binds less than a join. */
  readFrom(from: LibraryNode, joins: readonly LibraryNode[]): SqlRelation {
    const { expressions } = this.#nodes.only('from', from, 'expressions')
    const items = (expressions as unknown[]).map(e => this.read(e))
    for (const join of joins) {
      if (join.kind === 'Implicit') items.push(this.read(join.this))
      else items.push(this.#join(items.pop()!, join))
    }
    return items.reduce((left, right) => ({
      kind: 'join',
      left,
      right,
      type: 'inner',
      natural: false,
      using: null,
      on: null,
      alias: null,
      at: left.at,
    }))
  }

  read(node: unknown): SqlRelation {
    const [kind, fields] = this.#nodes.open(node)
    switch (kind) {
      case 'table':
        return this.#table(fields)
      case 'subquery': {
        const { this: query, lateral } = this.#nodes.only(kind, fields, 'this', 'alias', 'column_aliases', 'lateral')
        const at = this.#nodes.placeOf(fields)
        return { kind: 'derived', query: this.#query(query), lateral: lateral === true, alias: this.#alias(fields), at }
      }
      case 'values': {
        this.#nodes.only(kind, fields, 'expressions', 'alias', 'column_aliases')
        return {
          kind: 'inline',
          values: this.values(fields),
          alias: this.#alias(fields),
          at: this.#nodes.placeOf(fields),
        }
      }
      case 'function':
        return this.#function(node, null, false)
      case 'lateral': {
        const { this: call } = this.#nodes.only(kind, fields, 'this', 'alias', 'column_aliases')
        return this.#function(call, this.#alias(fields), true)
      }
      case 'alias': {
        this.#nodes.only(kind, fields, 'this', 'alias', 'column_aliases')
        const relation =
          this.#nodes.open(fields.this)[0] === 'function'
            ? this.#function(fields.this, null, false)
            : this.read(fields.this)
        if (relation.alias !== null) throw syntaxError('A relation has two names.', relation.at)
        return { ...relation, alias: this.#alias(fields) }
      }
      case 'paren':
        return this.read(this.#nodes.only(kind, fields, 'this').this)
      case 'joined_table': {
        const { left, joins } = this.#nodes.only(kind, fields, 'left', 'joins', 'alias', 'column_aliases')
        let relation = this.read(left)
        for (const join of joins as LibraryNode[]) relation = this.#join(relation, join)
        const alias = this.#alias(fields)
        return alias === null ? relation : { ...relation, alias }
      }
      default:
        throw unsupported(`${kind.replaceAll('_', ' ')} in FROM`, this.#nodes.placeOf(fields))
    }
  }

  values(fields: LibraryNode): SqlValues {
    const rows = (fields.expressions as LibraryNode[]).map(row =>
      this.#expressions.readAll(this.#nodes.only('values', row, 'expressions').expressions),
    )
    return { kind: 'values', rows, at: this.#nodes.placeOf(fields) }
  }

  #table(fields: LibraryNode): SqlRelation {
    const known = this.#nodes.only('table', fields, 'name', 'schema', 'catalog', 'alias', 'column_aliases')
    const parts = [known.catalog, known.schema, known.name].filter(p => p != null).map(p => this.#nodes.name(p))
    return { kind: 'table', parts: parts.map(p => p.name), alias: this.#alias(fields), at: parts.at(-1)!.at }
  }

  #function(node: unknown, alias: SqlAlias | null, lateral: boolean): SqlRelation {
    const call = this.#expressions.read(node)
    if (call.kind !== 'call') throw syntaxError('Expected a table function.', call.at)
    return { kind: 'function', call, lateral, alias, at: call.at }
  }

  call(node: unknown): SqlCall {
    const call = this.#expressions.read(node)
    if (call.kind !== 'call') throw syntaxError('Expected a generator function.', call.at)
    return call
  }

  #alias(fields: LibraryNode): SqlAlias | null {
    const { alias, column_aliases } = fields
    if (alias == null) return null
    const columns = (column_aliases as unknown[] | null) ?? []
    return { name: this.#nodes.name(alias).name, columns: columns.length === 0 ? null : this.#nodes.names(columns) }
  }

  /** PIVOT and UNPIVOT, which the mask wrote as the table of a join. */
  #pivot(left: SqlRelation, right: unknown): SqlRelation | undefined {
    const [kind, fields] = this.#nodes.open(right)
    const table = kind === 'alias' ? this.#nodes.open(fields.this) : ([kind, fields] as const)
    if (table[0] !== 'table') return undefined
    const cell = this.#nodes.cell(table[1].name)
    if (cell.kind !== 'pivot') return undefined
    return { ...readPivot(cell.clause, left, this.#items), alias: this.#alias(fields) }
  }

  #join(left: SqlRelation, join: LibraryNode): SqlRelation {
    const { this: right, on, using, kind } = this.#nodes.only('join', join, 'this', 'on', 'using', 'kind')
    const pivot = this.#pivot(left, right)
    if (pivot !== undefined) return pivot
    const shape = JOINS[kind as string]
    if (shape === undefined) throw unsupported(`${String(kind)} join`, this.#nodes.placeOf(join))
    const names = (using as unknown[] | null) ?? []
    return {
      kind: 'join',
      left,
      right: this.read(right),
      ...shape,
      using: names.length === 0 ? null : this.#nodes.names(names),
      on: on == null ? null : this.#expressions.read(on),
      alias: null,
      at: this.#nodes.placeOf(right),
    }
  }
}
