import type { Field, Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { NamedNode } from '../plan/expression-node.ts'
import { expressionText } from '../plan/expression-text.ts'
import type { LogicalPlan, ParserSpec, Scan } from '../plan/logical-plan.ts'
import type { TypedExpression, TypedNamed } from '../plan/typed-expression.ts'
import { type AnalysisContext, analysisContext } from './context.ts'
import { containsAggregate, resolveExpression } from './resolve.ts'

/** The columns that an expression list gives. */
export const schemaOf = (columns: readonly TypedNamed[]): Field[] =>
  columns.map(({ name, expression }) => ({ name, type: expression.type, nullable: expression.nullable }))

/** Spark's error for two columns of one name. */
function expectDistinct(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice === undefined) return
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `[COLUMN_ALREADY_EXISTS] The column \`${twice}\` already exists. Choose another name or rename the existing column.`,
  )
}

/** Columns of parsed lines: the parser's, then the source's. */
export function parsedSchema(parser: ParserSpec, scan: Scan): Schema {
  const schema = [...parser.schema, ...scan.schema]
  expectDistinct(schema.map(f => f.name))
  return schema
}

/** Columns that exist of malformed lines before `source` and `position` are computed. */
export const malformedBase = (scan: Scan): Schema => [
  { name: 'reason', type: 'string', nullable: false },
  { name: 'raw', type: 'binary', nullable: false },
  ...scan.schema,
]

/** reason, raw, source and position of malformed lines, over their base columns. */
export function malformedColumns(scan: Scan): TypedNamed[] {
  const named = (name: string, node: NamedNode['expression']): TypedNamed => ({
    name,
    expression: resolveExpression(node, malformedBase(scan)),
  })
  const column = (name: string) => ({ kind: 'column', name }) as const
  return [
    named('reason', column('reason')),
    named('raw', column('raw')),
    named('source', { kind: 'cast', to: 'string', arg: column(scan.position.source) }),
    named('position', { kind: 'cast', to: 'int64', arg: column(scan.position.position) }),
  ]
}

/** Resolves named expressions that must not contain aggregates. */
export function resolveColumns(
  columns: readonly NamedNode[],
  schema: Schema,
  context = analysisContext(),
): TypedNamed[] {
  expectDistinct(columns.map(c => c.name))
  return columns.map(c => ({ name: c.name, expression: resolveScalar(c.expression, schema, context) }))
}

/** Resolves an expression where an aggregate function has no place. */
export function resolveScalar(
  node: NamedNode['expression'],
  schema: Schema,
  context = analysisContext(),
): TypedExpression {
  if (containsAggregate(node)) {
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `[UNSUPPORTED_EXPR_FOR_OPERATOR] An aggregate function is only allowed in agg(): "${expressionText(node)}".`,
    )
  }
  return resolveExpression(node, schema, schema, context)
}

/** Resolves a condition. */
export function resolveCondition(
  node: NamedNode['expression'],
  schema: Schema,
  context = analysisContext(),
): TypedExpression {
  const condition = resolveScalar(node, schema, context)
  if (condition.type !== 'boolean') {
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `[DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN] The filter "${expressionText(node)}" should be of type boolean, but is ${condition.type}.`,
    )
  }
  return condition
}

/** Keys and aggregates of an aggregation; outside aggregate functions only keys may be named. */
export function resolveAggregate(
  node: Extract<LogicalPlan, { op: 'aggregate' }>,
  schema: Schema,
  context: AnalysisContext = analysisContext(),
): { readonly keys: readonly TypedNamed[]; readonly aggregates: readonly TypedNamed[] } {
  const keys = resolveColumns(node.keys, schema, context)
  expectDistinct([...node.keys, ...node.aggregates].map(c => c.name))
  const aggregates = node.aggregates.map(({ name, expression }) => {
    const outside = firstColumnOutside(expression)
    if (outside !== undefined && !keys.some(k => k.name === outside)) {
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[MISSING_AGGREGATION] The non-aggregating expression "${outside}" is based on columns which are not participating in the GROUP BY clause.`,
      )
    }
    return { name, expression: resolveExpression(expression, schemaOf(keys), schema, context) }
  })
  return { keys, aggregates }
}

function firstColumnOutside(node: NamedNode['expression']): string | undefined {
  switch (node.kind) {
    case 'column':
      return node.name
    case 'call':
      for (const arg of node.args) {
        const found = firstColumnOutside(arg)
        if (found !== undefined) return found
      }
      return undefined
    case 'cast':
      return firstColumnOutside(node.arg)
    default:
      return undefined
  }
}
