import type { Schema } from '@millrace/columns'
import { columnsOf } from '../analyse/join-keys.ts'
import { aggregateArguments } from '../operators/aggregate/function-spec.ts'
import type { TypedExpression } from '../plan/typed-expression.ts'
import type { TypedPlan } from '../plan/typed-plan.ts'

type Names = ReadonlySet<string>

/** Leaves out columns that nothing above reads, down to the tables, which then need not give them. */
export const pruneColumns = (plan: TypedPlan): TypedPlan => prune(plan, new Set(plan.schema.map(f => f.name)))

const only = (schema: Schema, wanted: Names): Schema => schema.filter(f => wanted.has(f.name))

function withColumns(names: Names, expressions: readonly TypedExpression[]): Names {
  const all = new Set(names)
  for (const e of expressions) for (const name of columnsOf(e)) all.add(name)
  return all
}

/** The plan with at least the wanted columns. Its schema says which it has. */
function prune(plan: TypedPlan, wanted: Names): TypedPlan {
  switch (plan.op) {
    case 'relation':
      return { ...plan, schema: only(plan.schema, wanted) }
    case 'values': {
      const kept = [...plan.schema.keys()].filter(i => wanted.has(plan.schema[i].name))
      return { ...plan, schema: kept.map(i => plan.schema[i]), rows: plan.rows.map(row => kept.map(i => row[i])) }
    }
    case 'project': {
      const columns = plan.columns.filter(c => wanted.has(c.name))
      const needed = withColumns(
        new Set(),
        columns.map(c => c.expression),
      )
      return { ...plan, input: prune(plan.input, needed), columns, schema: only(plan.schema, wanted) }
    }
    case 'filter': {
      const input = prune(plan.input, withColumns(wanted, [plan.condition]))
      return { ...plan, input, schema: input.schema }
    }
    case 'aggregate': {
      const inside = [...plan.keys, ...plan.functions.flatMap(f => aggregateArguments(f))]
      return { ...plan, input: prune(plan.input, withColumns(new Set(), inside)) }
    }
    case 'sort': {
      const input = prune(
        plan.input,
        withColumns(
          wanted,
          plan.orders.map(o => o.expression),
        ),
      )
      return { ...plan, input, schema: input.schema }
    }
    case 'limit': {
      const input = prune(plan.input, wanted)
      return { ...plan, input, schema: input.schema }
    }
    case 'join': {
      const conditions = [
        ...plan.keys.flatMap(k => [k.left, k.right]),
        ...(plan.residual === null ? [] : [plan.residual]),
      ]
      const needed = withColumns(wanted, conditions)
      const left = prune(plan.left, needed)
      const right = prune(plan.right, needed)
      const names = new Set([...left.schema, ...right.schema].map(f => f.name))
      return { ...plan, left, right, schema: only(plan.schema, names) }
    }
    default:
      return whole(plan)
  }
}

/** A node that needs all columns of its inputs: equal rows of all columns, columns by position, windows. */
function whole(plan: TypedPlan): TypedPlan {
  if ('left' in plan) return { ...plan, left: pruneColumns(plan.left), right: pruneColumns(plan.right) }
  return 'input' in plan ? { ...plan, input: pruneColumns(plan.input) } : plan
}
