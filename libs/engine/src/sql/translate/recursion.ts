import { widerType } from '../../analyse/common-type.ts'
import type { LogicalPlan } from '../../plan/logical-plan.ts'
import { sqlType } from '../../plan/sql-type.ts'
import type { Recursion } from '../run-recursions.ts'
import { analysisError, unsupported } from '../sql-error.ts'
import type { SqlNamedQuery, SqlSetOperation } from '../syntax.ts'
import { column } from './make-node.ts'
import type { Environment, Translated } from './translated.ts'
import type { Translator } from './translator.ts'

/** True for a query of WITH that names itself. */
export function namesItself({ name, query }: SqlNamedQuery): boolean {
  const written = JSON.stringify({ kind: 'table', parts: [name] })
    .slice(1, -1)
    .toLowerCase()
  return JSON.stringify(query).toLowerCase().includes(written)
}

/** A query of WITH RECURSIVE as a relation that the session fills. */
export function translateRecursion(translator: Translator, cte: SqlNamedQuery, environment: Environment): Translated {
  const { name, columns, query, at } = cte
  const body = unionOf(cte)
  const anchor = translator.query({ ...query, body: body.left }, environment)
  if (columns !== null && columns.length !== anchor.columns.length) {
    throw analysisError(
      `[ASSIGNMENT_ARITY_MISMATCH] The number of columns or variables assigned or aliased: ${columns.length} does not match the number of source expressions: ${anchor.columns.length}.`,
      at,
    )
  }
  const types = translator.schemaOf(anchor.plan)
  const named = anchor.columns.map((c, i) => ({ name: columns?.[i] ?? c.name, id: translator.uniqueName(c.name) }))
  const schema = named.map(({ id }, i) => ({
    name: id,
    type: types.find(f => f.name === anchor.columns[i].id)!.type,
    nullable: true,
  }))
  const relation = (id: string): Translated => ({
    plan: { op: 'relation', name: id, schema, streaming: false },
    columns: named,
  })
  const before = translator.uniqueName(name)
  const queries = new Map(environment.queries).set(name.toLowerCase(), relation(before))
  const step = translator.query({ ...query, body: body.right }, { ...environment, queries })
  expectSameTypes(translator, step, schema, cte)
  const rows = (of: Translated): LogicalPlan => ({
    op: 'project',
    input: of.plan,
    columns: schema.map((f, i) => ({
      name: f.name,
      expression: { kind: 'cast', to: f.type, arg: column(of.columns[i].id) },
    })),
  })
  const id = translator.uniqueName(name)
  const recursion: Recursion = {
    schema,
    anchor: rows(anchor),
    step: rows(step),
    before,
    maxLevel: cte.maxLevel ?? null,
    at,
  }
  translator.recursions.set(id, recursion)
  return relation(id)
}

function unionOf({ name, query, at }: SqlNamedQuery): SqlSetOperation {
  const { body } = query
  const isPlain = query.orderBy.length === 0 && query.limit === null && query.offset === null
  if (!isPlain || body.kind !== 'set' || body.operation !== 'union' || !body.all)
    throw unsupported('A recursive query that is not a UNION ALL of where it begins and its step', at)
  if (namesItself({ name, columns: null, at, query: { ...query, body: body.left } }))
    throw unsupported('A recursive query that names itself where it begins', at)
  return body
}

function expectSameTypes(
  translator: Translator,
  step: Translated,
  schema: Recursion['schema'],
  { at, name }: SqlNamedQuery,
): void {
  if (step.columns.length !== schema.length) {
    throw analysisError(
      `[NUM_COLUMNS_MISMATCH] UNION can only be performed on inputs with the same number of columns, but the first input has ${schema.length} columns and the second input has ${step.columns.length} columns.`,
      at,
    )
  }
  const types = translator.schemaOf(step.plan)
  for (const [i, { type }] of schema.entries()) {
    const found = types.find(f => f.name === step.columns[i].id)!
    if (widerType(type, found.type) === type) continue
    throw analysisError(
      `[INVALID_RECURSIVE_REFERENCE.DATA_TYPE] Invalid recursive reference found inside WITH RECURSIVE clause: the data type of column ${i + 1} of \`${name}\` is ${sqlType(type)} where it begins and ${sqlType(found.type)} after a step. Cast one to the other.`,
      at,
    )
  }
}
