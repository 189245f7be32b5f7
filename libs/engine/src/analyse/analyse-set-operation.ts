import type { Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { LogicalPlan, SetOperation } from '../plan/logical-plan.ts'
import type { TypedExpression } from '../plan/typed-expression.ts'
import type { TypedPlan } from '../plan/typed-plan.ts'
import { coerce, commonType } from './coercion.ts'
import { type AnalysisContext, applyContext } from './context.ts'

/** Both sides of a set operation as columns of the same types, with the names of the left one. */
export function analyseSetOperation(
  plan: SetOperation,
  analyse: (plan: LogicalPlan) => TypedPlan,
  context: AnalysisContext,
): TypedPlan {
  const left = analyse(plan.left)
  const right = analyse(plan.right)
  const name = `${plan.kind.toUpperCase()}${plan.all ? ' ALL' : ''}`
  if (left.schema.length !== right.schema.length) {
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `[NUM_COLUMNS_MISMATCH] ${name} can only be performed on inputs with the same number of columns, but the first input has ${left.schema.length} columns and the second input has ${right.schema.length} columns.`,
    )
  }
  const schema = left.schema.map((f, i) => {
    const other = right.schema[i]
    const type = commonType([column(f), column(other)])
    if (type === undefined) {
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[INCOMPATIBLE_COLUMN_TYPE] ${name} can only be performed on tables with compatible column types. Column ${i + 1} of the second table has ${other.type} type which is not compatible with ${f.type} at the same column of the first table.`,
      )
    }
    return { name: f.name, type, nullable: nullable(plan.kind, f.nullable, other.nullable) }
  })
  return {
    op: 'setOperation',
    kind: plan.kind,
    all: plan.all,
    left: cast(left, schema, context),
    right: cast(right, schema, context),
    schema,
  }
}

const nullable = (kind: SetOperation['kind'], left: boolean, right: boolean): boolean =>
  kind === 'union' ? left || right : kind === 'intersect' ? left && right : left

const column = ({ name, type, nullable }: Schema[number]): TypedExpression => ({ kind: 'column', name, type, nullable })

/** The plan with the names and types of a schema. */
function cast(input: TypedPlan, schema: Schema, context: AnalysisContext): TypedPlan {
  if (input.schema.every((f, i) => f.type === schema[i].type && f.name === schema[i].name)) return input
  const columns = schema.map(({ name, type }, i) => ({
    name,
    expression: applyContext(coerce(column(input.schema[i]), type), context),
  }))
  return {
    op: 'project',
    input,
    columns,
    schema: columns.map(({ name, expression: e }) => ({ name, type: e.type, nullable: e.nullable })),
  }
}
