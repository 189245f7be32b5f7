import type { Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { coerce, commonType } from '../analyse/coercion.ts'
import type { SetOperation } from '../plan/logical-plan.ts'
import type { MainNode } from '../plan/main-stage.ts'
import type { TypedExpression } from '../plan/typed-expression.ts'
import type { Side } from './main-compiler.ts'
import { refusal } from './refusal.ts'

/** All rows of both sides, widened to types that they have in common. */
export function unionOf({ kind, all, left, right }: SetOperation, inputs: readonly MainNode[]): MainNode {
  if (kind !== 'union' || !all)
    throw refusal(
      `${kind}${all ? ' all' : ''} of ${left.op} and ${right.op} is not supported on streaming Datasets; union all is.`,
    )
  const [first] = inputs
  if (inputs.some(input => input.schema.length !== first.schema.length))
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `[NUM_COLUMNS_MISMATCH] UNION can only be performed on inputs with the same number of columns, but they have ${inputs.map(i => i.schema.length).join(' and ')}.`,
    )
  const types = first.schema.map((_, i) => commonType(inputs.map(input => column(input.schema, i))))
  const schema = first.schema.map(({ name }, i) => {
    const type = types[i]
    if (type === undefined)
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[INCOMPATIBLE_COLUMN_TYPE] UNION can only be performed on tables with compatible column types: column ${name} is ${inputs.map(input => input.schema[i].type).join(' and ')}.`,
      )
    return { name, type, nullable: inputs.some(input => input.schema[i].nullable) }
  })
  const widened = inputs.map((input): MainNode => {
    const columns = schema.map(({ name, type }, i) => ({ name, expression: coerce(column(input.schema, i), type) }))
    return { op: 'apply', input, operators: [{ op: 'project', columns }], schema }
  })
  return { op: 'union', inputs: widened, schema }
}

/** The names of a union's event times: those of its first side, or of the first whose column is not of nulls alone. */
export function unionEventTimes(sides: readonly Side[]): readonly string[] {
  const { schema } = sides[0].node
  const isTimed = (i: number): boolean => {
    const { node, eventTimes } = sides.find(side => side.node.schema[i].type !== 'void') ?? sides[0]
    return eventTimes?.includes(node.schema[i].name) === true
  }
  return schema.flatMap(({ name }, i) => (isTimed(i) ? [name] : []))
}

function column(schema: Schema, i: number): TypedExpression {
  const { name, type, nullable } = schema[i]
  return { kind: 'column', name, type, nullable }
}
