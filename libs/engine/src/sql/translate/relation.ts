import type { ExpressionNode } from '../../plan/expression-node.ts'
import type { JoinType, LogicalPlan } from '../../plan/logical-plan.ts'
import { outputNames } from '../../plan/output-names.ts'
import { analysisError, type Place, unsupported } from '../sql-error.ts'
import type { SqlAlias, SqlDerived, SqlJoin, SqlPivot, SqlRelation, SqlTableFunction, SqlUnpivot } from '../syntax.ts'
import { CorrelatedSubqueries } from './correlated.ts'
import { conjunctsOf, type Decorrelated, decorrelate } from './decorrelate.ts'
import { generate } from './generator.ts'
import { allOf } from './make-node.ts'
import { pivoted, unpivoted } from './pivot.ts'
import { Scope, type ScopeColumn } from './scope.ts'
import type { Environment, OutputColumn, Translated } from './translated.ts'
import type { Translator } from './translator.ts'
import { sameOuter, unnest } from './unnest.ts'
import { commonNames, joinedUsing, uniqueNamed } from './using-join.ts'
import { translateValues } from './values.ts'

/** Rows with the names by which expressions find their columns. */
export interface ScopedPlan {
  readonly plan: LogicalPlan
  readonly columns: readonly ScopeColumn[]
}

/** The rows of a FROM clause; without one a single row of no columns. */
export function translateFrom(translator: Translator, from: SqlRelation | null, environment: Environment): ScopedPlan {
  if (from === null) return { plan: { op: 'values', names: [], rows: [[]] }, columns: [] }
  return new RelationTranslator(translator, environment).translate(from)
}

class RelationTranslator {
  readonly #translator: Translator
  readonly #environment: Environment

  constructor(translator: Translator, environment: Environment) {
    this.#translator = translator
    this.#environment = environment
  }

  translate(relation: SqlRelation): ScopedPlan {
    switch (relation.kind) {
      case 'table': {
        const [name] = relation.parts
        const named = relation.parts.length === 1 ? this.#environment.queries.get(name.toLowerCase()) : undefined
        const found = named ?? this.#translator.catalog.find(relation.parts)
        if (found === undefined) {
          throw analysisError(
            `[TABLE_OR_VIEW_NOT_FOUND] The table or view ${relation.parts.map(p => `\`${p}\``).join('.')} cannot be found. Verify the spelling and correctness of the schema and catalog.`,
            relation.at,
          )
        }
        if (named !== undefined) this.#translator.expectReadOnce(named, relation.at)
        return this.#aliased(this.#translator.renamed(found), relation.alias, relation.parts, relation)
      }
      case 'derived':
        if (relation.lateral) throw unsupported('A LATERAL subquery', relation.at)
        return this.#aliased(this.#translator.query(relation.query, this.#environment), relation.alias, [], relation)
      case 'inline':
        return this.#aliased(
          translateValues(this.#translator, relation.values, relation.alias?.columns ?? null, this.#environment),
          relation.alias,
          [],
          relation,
        )
      case 'function':
        return this.#tableFunction(relation)
      case 'join':
        return this.#join(relation)
      case 'pivot':
      case 'unpivot':
        return this.#pivot(relation)
    }
  }

  #aliased(
    { plan, columns }: Translated,
    alias: SqlAlias | null,
    parts: readonly string[],
    { at }: Pick<SqlRelation, 'at'>,
  ): ScopedPlan {
    if (alias?.columns != null && alias.columns.length !== columns.length) {
      throw analysisError(
        `[ASSIGNMENT_ARITY_MISMATCH] The number of columns or variables assigned or aliased: ${alias.columns.length} does not match the number of source expressions: ${columns.length}.`,
        at,
      )
    }
    const qualifier = alias === null ? parts : [alias.name]
    return {
      plan,
      columns: columns.map((c, i) => ({ name: alias?.columns?.[i] ?? c.name, id: c.id, qualifier, index: i })),
    }
  }

  #pivot(relation: SqlPivot | SqlUnpivot): ScopedPlan {
    const input = this.translate(relation.of)
    const expressions = this.#translator.expressions(new Scope(input.columns), this.#environment, {
      around: input.plan,
    })
    const rows =
      relation.kind === 'pivot'
        ? pivoted(this.#translator, input, relation, expressions)
        : unpivoted(this.#translator, input, relation, expressions)
    return relation.alias === null ? rows : this.#aliased(rows, relation.alias, [], relation)
  }

  /** range(...) and generators in FROM. */
  #tableFunction(relation: SqlTableFunction): ScopedPlan {
    const name = relation.call.name.toLowerCase()
    if (name === 'range' && !relation.lateral) return this.#range(relation)
    if (relation.lateral) throw unsupported('LATERAL without a table before it', relation.at)
    return this.#generated({ plan: { op: 'values', names: [], rows: [[]] }, columns: [] }, relation, false)
  }

  /** Rows of a relation with what a table function makes of each. */
  #generated(input: ScopedPlan, { call: f, alias, at }: SqlTableFunction, outer: boolean): ScopedPlan {
    const expressions = this.#translator.expressions(new Scope(input.columns), this.#environment)
    const qualifier = alias === null ? [] : [alias.name]
    const shape = { outer, names: alias?.columns ?? null, qualifier, at }
    const { plan, columns } = generate(this.#translator, input.plan, f, expressions, shape)
    return { plan, columns: [...input.columns, ...columns] }
  }

  /** range(end), range(start, end), range(start, end, step): int64 `id`. */
  #range(relation: SqlTableFunction): ScopedPlan {
    const args = relation.call.args.map(a => {
      if (a.kind === 'literal' && a.node.kind === 'literal' && /^int/.test(a.node.type))
        return BigInt(String(a.node.value))
      throw unsupported('range() of other than integer literals', a.at)
    })
    const [start, end, step] = args.length === 1 ? [0n, args[0], 1n] : [args[0], args[1], args[2] ?? 1n]
    if (args.length < 1 || args.length > 4 || step === 0n) throw unsupported('These arguments of range()', relation.at)
    const count = (end - start + (step > 0n ? step - 1n : step + 1n)) / step
    if (count > 1_000_000n) throw unsupported('range() of more than a million rows', relation.at)
    const rows: ExpressionNode[][] = []
    for (let i = 0n; i < count; i++) rows.push([{ kind: 'literal', type: 'int64', value: String(start + i * step) }])
    const id = this.#translator.uniqueName('id')
    return this.#aliased(
      { plan: { op: 'values', names: [id], rows }, columns: [{ name: 'id', id }] },
      relation.alias,
      [],
      relation,
    )
  }

  #join(join: SqlJoin): ScopedPlan {
    const left = this.translate(join.left)
    if (join.right.kind === 'function' && join.right.lateral) {
      const isPlain =
        join.on === null && join.using === null && !join.natural && ['inner', 'cross', 'left'].includes(join.type)
      if (!isPlain || join.alias !== null) throw unsupported('This join with LATERAL', join.at)
      return this.#generated(left, join.right, join.type === 'left')
    }
    const joined =
      join.right.kind === 'derived' && join.right.lateral
        ? this.#lateral(join, left, join.right)
        : this.#joined(join, left, this.translate(join.right))
    if (join.alias === null) return joined
    return this.#aliased({ plan: joined.plan, columns: visible(joined.columns) }, join.alias, [], join)
  }

  /** A subquery that sees the columns of the left side: joined by what it says about them. */
  #lateral(join: SqlJoin, left: ScopedPlan, right: SqlDerived): ScopedPlan {
    if (join.using !== null || join.natural || !['inner', 'cross', 'left'].includes(join.type)) {
      throw unsupported('This join with LATERAL', join.at)
    }
    const inside = this.#translator.inside(new Scope(left.columns), left.plan, this.#environment)
    const { used } = inside
    const query = this.#translator.query(right.query, inside)
    const { columns } = this.#aliased(query, right.alias, [], right)
    const both = [...left.columns, ...columns]
    const { plan } = query
    if (join.on === null && plan.op === 'project' && plan.input.op === 'values' && plan.input.names.length === 0) {
      // Without FROM it is expressions over the left side.
      const kept = left.columns.map(c => ({ name: c.id, expression: { kind: 'column', name: c.id } as const }))
      const projected: LogicalPlan = {
        op: 'project',
        input: left.plan,
        columns: [...uniqueNamed(kept), ...plan.columns],
      }
      return { plan: projected, columns: both }
    }
    const name = (text: string): string => this.#translator.uniqueName(text)
    const { plan: rows, predicates } =
      decorrelate(plan, used, name) ?? lateralRows(plan, left.plan, used, name, right.at)
    const on =
      join.on === null ? [] : [this.#translator.expressions(new Scope(both), this.#environment).translate(join.on)]
    const type = join.type === 'left' ? 'left' : 'inner'
    const condition = allOf([...predicates, ...on])
    return { plan: { op: 'join', left: left.plan, right: rows, type, condition }, columns: both }
  }

  #joined(join: SqlJoin, left: ScopedPlan, right: ScopedPlan): ScopedPlan {
    const using = join.natural ? commonNames(left.columns, right.columns) : join.using
    const type: JoinType = join.type === 'cross' ? 'inner' : join.type
    if (using !== null && using.length > 0) return joinedUsing(this.#translator, join, type, left, right, using)
    const both = [...left.columns, ...right.columns]
    const condition =
      join.on === null ? null : this.#translator.expressions(new Scope(both), this.#environment).translate(join.on)
    const columns = type === 'leftSemi' || type === 'leftAnti' ? left.columns : both
    if (condition !== null && new CorrelatedSubqueries(this.#translator).has(condition))
      return { plan: this.#correlatedJoin(join, type, left.plan, right.plan, condition), columns }
    const plan: LogicalPlan = { op: 'join', left: left.plan, right: right.plan, type, condition }
    return { plan, columns }
  }

  /** A join whose condition has subqueries about the rows of one side: their values are joined to that side first. */
  #correlatedJoin(
    join: SqlJoin,
    type: JoinType,
    left: LogicalPlan,
    right: LogicalPlan,
    condition: ExpressionNode,
  ): LogicalPlan {
    const correlated = new CorrelatedSubqueries(this.#translator)
    const sides = { left, right }
    const names = { left: new Set(outputNames(left)), right: new Set(outputNames(right)) }
    const conditions = conjunctsOf(condition).map(c => {
      if (!correlated.has(c)) return c
      const read = correlated.columnsRead(c)
      const side = (['left', 'right'] as const).find(s => read.every(name => names[s].has(name)))
      if (side === undefined)
        throw unsupported('A subquery about both sides in the condition of a join', join.on?.at ?? join.at)
      const attached = correlated.attached(sides[side], [c])
      sides[side] = attached.plan
      return attached.nodes[0]
    })
    return { op: 'join', left: sides.left, right: sides.right, type, condition: allOf(conditions) }
  }
}

/** The rows of a subquery of any form for each row of the left side. */
function lateralRows(
  plan: LogicalPlan,
  left: LogicalPlan,
  used: ReadonlySet<string>,
  uniqueName: (name: string) => string,
  at: Place | null,
): Decorrelated {
  const unnested = unnest(plan, left, used, uniqueName, at)
  return { plan: unnested.plan, predicates: sameOuter(unnested.names) }
}

const visible = (columns: readonly ScopeColumn[]): OutputColumn[] => columns.filter(c => c.hidden !== true)
