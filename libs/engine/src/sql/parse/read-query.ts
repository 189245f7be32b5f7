import { syntaxError, unsupported } from '../sql-error.ts'
import type {
  SqlBody,
  SqlExpression,
  SqlGroupBy,
  SqlGroupItem,
  SqlLateralView,
  SqlNamedQuery,
  SqlQuery,
  SqlSelect,
  SqlWindow,
} from '../syntax.ts'
import type { LibraryNode } from './library.ts'
import type { MaskedQuery } from './masked-query.ts'
import { Nodes } from './node.ts'
import type { ReadItems } from './pivot-clause.ts'
import { ExpressionReader } from './read-expression.ts'
import { RelationReader } from './read-relation.ts'

const SET_OPERATIONS = ['union', 'intersect', 'except']

/** Makes the syntax tree of a query of the library's tree. */
export function readQuery(
  tree: LibraryNode,
  masked: MaskedQuery,
  reparse: (text: string) => LibraryNode,
  items: ReadItems,
): SqlQuery {
  return new QueryReader(new Nodes(masked), reparse, items).query(tree)
}

class QueryReader {
  readonly #nodes: Nodes
  readonly #expressions: ExpressionReader
  readonly #relations: RelationReader

  constructor(nodes: Nodes, reparse: (text: string) => LibraryNode, items: ReadItems) {
    this.#nodes = nodes
    const query = (node: unknown): SqlQuery => this.query(node)
    this.#expressions = new ExpressionReader(nodes, query, reparse)
    this.#relations = new RelationReader(nodes, this.#expressions, query, items)
  }

  query(node: unknown): SqlQuery {
    const [kind, fields] = this.#nodes.open(node)
    if (kind === 'select') return this.#organised(fields, this.#select(fields))
    if (SET_OPERATIONS.includes(kind)) return this.#organised(fields, this.#setOperation(kind, fields))
    if (kind === 'subquery') {
      const known = this.#nodes.only(kind, fields, 'this', 'order_by', 'limit', 'offset', 'with')
      const query = this.query(known.this)
      const plain = known.order_by == null && known.limit == null && known.offset == null && known.with == null
      return plain ? query : this.#organised(fields, { kind: 'nested', query })
    }
    if (kind === 'paren') return this.query(this.#nodes.only(kind, fields, 'this').this)
    throw unsupported(`${kind.replaceAll('_', ' ')} as a query`, this.#nodes.placeOf(fields))
  }

  /** ORDER BY, LIMIT and WITH of a body. */
  #organised(fields: LibraryNode, body: SqlBody): SqlQuery {
    const { order_by, limit, offset, sort_by, with: ctes } = fields as Record<string, LibraryNode | null>
    const order = order_by ?? sort_by
    const count = limit == null ? null : this.#count(limit)
    return {
      with: ctes == null ? [] : this.#with(ctes),
      recursive: ctes?.recursive === true,
      body,
      orderBy:
        order == null ? [] : this.#expressions.readSort(this.#nodes.only('sort', order, 'expressions').expressions),
      limit: count?.kind === 'name' && count.parts[0] === 'all' && count.at === null ? null : count,
      offset: offset == null ? null : this.#count(offset),
    }
  }

  #count(node: LibraryNode): SqlExpression {
    return this.#expressions.read(
      'this' in node && Object.keys(node).length <= 3 && !('name' in node) ? node.this : node,
    )
  }

  #with(ctes: LibraryNode): SqlNamedQuery[] {
    const { ctes: queries } = this.#nodes.only('with', ctes, 'ctes', 'recursive')
    return (queries as LibraryNode[]).map(cte => {
      const { alias, this: query, columns } = this.#nodes.only('with', cte, 'alias', 'this', 'columns')
      const names = (columns as unknown[] | null) ?? []
      const { name, at } = this.#nodes.name(alias)
      const maxLevel = at === null ? undefined : this.#nodes.recursionLevel(at)
      return {
        name,
        columns: names.length === 0 ? null : this.#nodes.names(names),
        query: this.query(query),
        ...(maxLevel === undefined ? {} : { maxLevel }),
        at,
      }
    })
  }

  /** Spark's INTERSECT binds more than the others; the library reads from left to right. */
  #setOperation(kind: string, fields: LibraryNode): SqlBody {
    const { left, right, all } = this.#nodes.only(
      kind,
      fields,
      'left',
      'right',
      'all',
      'order_by',
      'limit',
      'offset',
      'with',
      'distinct',
    )
    const operation = kind as 'union' | 'intersect' | 'except'
    const a = this.#body(left)
    const b = this.#body(right)
    const at = this.#nodes.placeOf(right)
    const isAll = all === true
    if (operation === 'intersect' && a.kind === 'set' && a.operation !== 'intersect') {
      return { ...a, right: { kind: 'set', operation, all: isAll, left: a.right, right: b, at } }
    }
    return { kind: 'set', operation, all: isAll, left: a, right: b, at }
  }

  /** A side of a set operation; what has brackets around it stays a query of its own. */
  #body(node: unknown): SqlBody {
    const [kind] = this.#nodes.open(node)
    const query = this.query(node)
    const plain = query.orderBy.length === 0 && query.limit === null && query.offset === null && query.with.length === 0
    return plain && kind !== 'subquery' && kind !== 'paren' ? query.body : { kind: 'nested', query }
  }

  #select(fields: LibraryNode): SqlSelect {
    const known = this.#nodes.only(
      'select',
      fields,
      'expressions',
      'from',
      'joins',
      'lateral_views',
      'where_clause',
      'group_by',
      'having',
      'order_by',
      'sort_by',
      'limit',
      'offset',
      'distinct',
      'windows',
      'with',
      'hint',
      'distribute_by',
      'cluster_by',
    )
    const items = this.#expressions.readAll(known.expressions)
    if (items.length === 0) throw syntaxError('Expected something to select.', null)
    const joins = (known.joins ?? []) as LibraryNode[]
    return {
      kind: 'select',
      distinct: known.distinct === true,
      items,
      from: known.from == null ? null : this.#relations.readFrom(known.from as LibraryNode, joins),
      lateralViews: ((known.lateral_views ?? []) as LibraryNode[]).map(view => this.#lateralView(view)),
      where: this.#condition(known.where_clause),
      groupBy: known.group_by == null ? null : this.#groupBy(known.group_by as LibraryNode),
      having: this.#condition(known.having),
      windows: this.#windows((known.windows ?? []) as LibraryNode[]),
    }
  }

  #condition(clause: unknown): SqlExpression | null {
    return clause == null ? null : this.#expressions.read(this.#nodes.only('where', clause as LibraryNode, 'this').this)
  }

  #lateralView(view: LibraryNode): SqlLateralView {
    const known = this.#nodes.only('lateral view', view, 'this', 'table_alias', 'column_aliases', 'outer')
    return {
      generator: this.#relations.call(known.this),
      outer: known.outer === true,
      table: known.table_alias == null ? null : this.#nodes.name(known.table_alias).name,
      columns: this.#nodes.names(known.column_aliases ?? []),
      at: this.#nodes.placeOf(view),
    }
  }

  #windows(windows: readonly LibraryNode[]): ReadonlyMap<string, SqlWindow> {
    return new Map(
      windows.map(w => {
        const { name, spec } = this.#nodes.only('window', w, 'name', 'spec')
        return [this.#nodes.name(name).name.toLowerCase(), this.#expressions.readWindow(spec as LibraryNode)]
      }),
    )
  }

  #groupBy(clause: LibraryNode): SqlGroupBy {
    const { expressions, all } = this.#nodes.only('group by', clause, 'expressions', 'all')
    if (all === true) return { all: true }
    const items: SqlGroupItem[] = []
    for (const node of expressions as unknown[]) {
      const [kind, fields] = this.#nodes.open(node)
      const [analytic, set] = this.#analytic(kind, fields)
      if (kind === 'rollup' || kind === 'cube') {
        // GROUP BY a, b WITH ROLLUP
        const keys = items.splice(0).map(item => {
          if (item.kind !== 'key') throw unsupported('WITH ROLLUP after grouping sets', this.#nodes.placeOf(clause))
          return [item.of]
        })
        items.push({ kind, of: keys })
      } else if (analytic === 'GROUPING SETS') {
        // GROUP BY a, b GROUPING SETS (...): the keys only say which there are and in which order.
        const keys = this.#nodes.setsOfKeys ? items.splice(0) : []
        items.push({
          kind: 'sets',
          keys: keys.map(k => {
            if (k.kind !== 'key') throw unsupported('These grouping sets', this.#nodes.placeOf(clause))
            return k.of
          }),
          of: set.map(s => this.#groupItem(s)),
        })
      } else items.push(this.#groupItem(node))
    }
    return { all: false, items }
  }

  #analytic(kind: string, fields: LibraryNode): readonly [string | null, readonly unknown[]] {
    const name = fields.name
    if (kind !== 'function' || !['ROLLUP', 'CUBE', 'GROUPING SETS'].includes(name as string)) return [null, []]
    return [name as string, this.#nodes.only(kind, fields, 'name', 'args').args as unknown[]]
  }

  #groupItem(node: unknown): SqlGroupItem {
    const [kind, fields] = this.#nodes.open(node)
    const [analytic, args] = this.#analytic(kind, fields)
    if (analytic === 'GROUPING SETS') return { kind: 'sets', keys: [], of: args.map(a => this.#groupItem(a)) }
    if (analytic !== null) {
      const keys = args.map(a => {
        const e = this.#expressions.read(a)
        return e.kind === 'tuple' ? e.items : [e]
      })
      return { kind: analytic === 'CUBE' ? 'cube' : 'rollup', of: keys }
    }
    const e = this.#expressions.read(node)
    return e.kind === 'tuple' ? { kind: 'set', of: e.items } : { kind: 'key', of: e }
  }
}
