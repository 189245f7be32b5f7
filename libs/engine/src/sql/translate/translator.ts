import type { Schema, TypeName } from '@millrace/columns'
import { analysePlan } from '../../analyse/analyse-plan.ts'
import { asTable } from '../../analyse/as-table.ts'
import type { AnalysisContext } from '../../analyse/context.ts'
import { resolveExpression } from '../../analyse/resolve.ts'
import type { ExpressionNode } from '../../plan/expression-node.ts'
import type { LogicalPlan } from '../../plan/logical-plan.ts'
import { setPlace } from '../../plan/place.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import type { Recursion } from '../run-recursions.ts'
import { analysisError, type Place, unsupported } from '../sql-error.ts'
import type { SqlBody, SqlQuery, SqlSort } from '../syntax.ts'
import { columnNames } from './decorrelate.ts'
import { ExpressionTranslator } from './expression.ts'
import type { ExpressionContext } from './expression-context.ts'
import { call, column, memberOf, NULL } from './make-node.ts'
import { orderByAll, ordinal } from './order-by.ts'
import { countOf } from './row-count.ts'
import { Scope, type ScopeColumn } from './scope.ts'
import { translateSelect } from './select.ts'
import type { Catalog, Environment, InsideEnvironment, NameCounter, Translated } from './translated.ts'
import { RANDOM } from './unnest.ts'
import { translateValues } from './values.ts'
import { translateWith } from './with.ts'

const NONE: ReadonlySet<string> = new Set()

/** Makes plans of queries. One for each statement: it gives columns their unique names. */
export class Translator {
  readonly catalog: Catalog
  readonly analysis: AnalysisContext
  /** The recursive queries, by the names of the relations that stand for them. */
  readonly recursions: Map<string, Recursion>
  readonly #names: NameCounter
  readonly #outerColumns = new WeakMap<object, ReadonlySet<string>>()
  readonly #read = new WeakSet<Translated>()
  readonly #schemas = new WeakMap<LogicalPlan, Schema>()
  /** The rows that columns belong to which queries inside of others read. */
  readonly #around = new Map<string, LogicalPlan>()

  constructor(
    catalog: Catalog,
    analysis: AnalysisContext,
    names: NameCounter = { next: 0 },
    recursions = new Map<string, Recursion>(),
  ) {
    this.recursions = recursions
    this.#names = names
    this.catalog = catalog
    this.analysis = analysis
  }

  translate(query: SqlQuery): Translated {
    return this.query(query, { queries: new Map() })
  }

  query(query: SqlQuery, outside: Environment): Translated {
    const environment = query.with.length === 0 ? outside : translateWith(this, query, outside)
    const ordered =
      query.body.kind === 'select'
        ? translateSelect(this, query.body, query.orderBy, environment)
        : this.#sorted(this.#body(query.body, environment), query.orderBy, environment)
    const offset = query.offset === null ? 0 : countOf(this, query.offset, 'offset')
    const count = query.limit === null ? null : countOf(this, query.limit, 'limit')
    if (count === null && offset === 0) return ordered
    const plan: LogicalPlan = { op: 'limit', input: ordered.plan, count: count ?? Number.MAX_SAFE_INTEGER, offset }
    return { ...ordered, plan }
  }

  /** A name that no other column of the statement has. */
  uniqueName(name: string): string {
    return `${name}#${this.#names.next++}`
  }

  /** The same rows under new unique names, so that a table can be named twice in a query. */
  renamed({ plan, columns }: Translated, names?: readonly string[]): Translated {
    const fresh = columns.map((c, i) => {
      const name = names?.[i] ?? c.name
      return { name, id: this.uniqueName(name) }
    })
    const projected = fresh.map(({ id }, i) => ({
      name: id,
      expression: { kind: 'column', name: columns[i].id } as const,
    }))
    return { plan: { op: 'project', input: plan, columns: projected }, columns: fresh }
  }

  /** A query of WITH runs anew for each of its names; Spark runs one that gives other rows each time only once. */
  expectReadOnce(query: Translated, at: Place | null): void {
    const isRandom = RANDOM.test(JSON.stringify(query.plan))
    if (isRandom && this.#read.has(query)) throw unsupported('A query of WITH that is random and named twice', at)
    this.#read.add(query)
  }

  /** The columns of a plan with their types. */
  schemaOf(plan: LogicalPlan): Schema {
    let schema = this.#schemas.get(plan)
    if (schema === undefined) {
      schema = analysePlan(asTable(this.#withoutOuter(plan)), this.analysis).schema
      this.#schemas.set(plan, schema)
    }
    return schema
  }

  /** The type of an expression over the rows of a plan. */
  typed(node: ExpressionNode, input: LogicalPlan): TypedExpression {
    const schema = this.schemaOf(input)
    return resolveExpression(this.#withoutOuter(node), schema, schema, this.analysis)
  }

  /** Subqueries, and columns of queries further out, as values of their types: they are computed before, or joined. */
  #withoutOuter<T extends ExpressionNode | LogicalPlan>(tree: T): T {
    let text = JSON.stringify(tree)
    for (const [id, around] of this.#around) {
      const written = JSON.stringify(column(id))
      if (!text.includes(written)) continue
      const type = this.schemaOf(around).find(f => f.name === id)?.type
      if (type !== undefined) text = text.replaceAll(written, JSON.stringify(nothingOf(type)))
    }
    if (!text.includes('"kind":"subquery"')) return text === JSON.stringify(tree) ? tree : (JSON.parse(text) as T)
    return JSON.parse(text, (_, node: ExpressionNode | null): unknown => {
      if (node?.kind !== 'subquery') return node
      return nothingOf(node.form === 'scalar' ? this.schemaOf(node.plan)[0].type : 'boolean')
    }) as T
  }

  /** Expressions over the columns of a scope; `around` are its rows. */
  expressions(
    scope: Scope,
    environment: Environment,
    {
      around,
      ...extra
    }: Partial<Pick<ExpressionContext, 'aliases' | 'aliasHides' | 'windows'>> & { readonly around?: LogicalPlan } = {},
  ): ExpressionTranslator {
    return new ExpressionTranslator({
      scope,
      aliases: new Map(),
      aliasHides: () => false,
      windows: new Map(),
      ...extra,
      outer: name => environment.outer?.(name),
      subquery: (query, form, value, at) =>
        this.#subquery(query, form, value, at, this.inside(scope, around, environment)),
      uniqueName: name => this.uniqueName(name),
    })
  }

  /** What a query finds that stands inside of one with this scope, whose rows are `around`. */
  inside(scope: Scope, around: LogicalPlan | undefined, environment: Environment): InsideEnvironment {
    const used = new Set<string>()
    return {
      ...environment,
      used,
      outer: name => {
        const found = scope.resolve(name.parts, name.at)
        if (found === undefined) {
          const further = environment.outer?.(name)
          // A column of a query further out is read through all queries between.
          if (further !== undefined) for (const id of columnNames(further)) used.add(id)
          return further
        }
        used.add(found.column.id)
        if (around !== undefined) this.#around.set(found.column.id, around)
        return memberOf({ kind: 'column', name: found.column.id }, found.members)
      },
    }
  }

  /** True for a subquery that is joined with the rows around it. */
  isJoined(node: ExpressionNode): boolean {
    return this.#outerColumns.has(node)
  }

  /** Says that a subquery is joined with the rows around it, of which it reads these columns. */
  setOuterColumns(node: ExpressionNode, names: ReadonlySet<string>): void {
    this.#outerColumns.set(node, names)
  }

  /** The columns of the query around it that a subquery reads. */
  outerColumns(node: ExpressionNode): ReadonlySet<string> {
    return this.#outerColumns.get(node) ?? NONE
  }

  #subquery(
    query: SqlQuery,
    form: 'scalar' | 'exists' | 'in',
    value: ExpressionNode | null,
    at: Place | null,
    inside: InsideEnvironment,
  ): ExpressionNode {
    const { used } = inside
    const { plan, columns } = this.query(query, inside)
    if (form !== 'exists' && columns.length !== 1) {
      if (form === 'scalar') {
        throw analysisError(
          `[INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN] Invalid subquery: Scalar subquery must return only one column, but got ${columns.length}.`,
          at,
        )
      }
      const width = value?.kind === 'call' && value.name === 'namedStruct' ? value.args.length / 2 : 1
      if (width !== columns.length) {
        throw analysisError(
          `[DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH] The number of columns in the left hand side of an IN subquery does not match the number of columns in the output of subquery: ${width} and ${columns.length}.`,
          at,
        )
      }
    }
    // Which rows OFFSET leaves out depends in Spark on the files that a table's rows come from.
    if (form !== 'exists' && query.offset !== null && query.orderBy.length === 0 && readsTable(plan)) {
      throw unsupported('OFFSET without ORDER BY in a subquery', query.offset.at ?? at)
    }
    const asked = form === 'in' && columns.length > 1 ? tupleOf(value!) : value
    const node: ExpressionNode = { kind: 'subquery', form, plan, ...(asked === null ? {} : { value: asked }) }
    if (used.size > 0 || asked !== value) this.#outerColumns.set(node, used)
    return node
  }

  #body(body: SqlBody, environment: Environment): Translated {
    switch (body.kind) {
      case 'select':
        return translateSelect(this, body, [], environment)
      case 'nested':
        return this.query(body.query, environment)
      case 'values':
        return translateValues(this, body, null, environment)
      case 'set': {
        const left = this.#body(body.left, environment)
        const right = this.#body(body.right, environment)
        const names = left.columns.map(({ name }) => ({ name, id: this.uniqueName(name) }))
        const plan: LogicalPlan = {
          op: 'setOperation',
          kind: body.operation,
          all: body.all,
          left: left.plan,
          right: right.plan,
        }
        if (body.at !== null) setPlace(plan, body.at)
        // The names of the left side become new ones: it may stand in the query again.
        if (left.columns.length !== right.columns.length) return { plan, columns: left.columns }
        return this.renamed(
          { plan, columns: left.columns },
          names.map(n => n.name),
        )
      }
    }
  }

  /** A sort by what a query gives. */
  #sorted(input: Translated, written: readonly SqlSort[], environment: Environment): Translated {
    if (written.length === 0) return input
    const scope = new Scope(input.columns.map((c): ScopeColumn => ({ ...c, qualifier: [] })))
    const orderBy = orderByAll(written, input.columns.length, scope)
    const expressions = this.expressions(scope, environment)
    const orders = orderBy.map(o => ({
      expression: ordinal(o, input.columns) ?? expressions.translate(o.of),
      direction: o.direction,
      nulls: o.nulls,
    }))
    return { ...input, plan: { op: 'sort', input: input.plan, orders } }
  }
}

/** NULL of a type. */
const nothingOf = (type: TypeName): ExpressionNode => ({ kind: 'cast', to: type, arg: NULL })

/** The values of a struct, which IN compares one by one. */
const tupleOf = (value: ExpressionNode): ExpressionNode =>
  value.kind === 'call' ? call('tuple', ...value.args.filter((_, i) => i % 2 === 1)) : value

const readsTable = (plan: LogicalPlan): boolean =>
  plan.op === 'relation' ||
  ('input' in plan && readsTable(plan.input)) ||
  ('left' in plan && (readsTable(plan.left) || readsTable(plan.right)))
