import type { Field, Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { generatorFunction } from '../kernels/generators.ts'
import type { NamedNode } from '../plan/expression-node.ts'
import { expressionText } from '../plan/expression-text.ts'
import type {
  Aggregate,
  Deduplicate,
  Filter,
  Generate,
  Join,
  LogicalPlan,
  Sort,
  Values,
  Window,
} from '../plan/logical-plan.ts'
import { outputNames } from '../plan/output-names.ts'
import { sqlType } from '../plan/sql-type.ts'
import type { TypedAggregate, TypedExpression } from '../plan/typed-expression.ts'
import {
  GROUPING_ID,
  type TypedAggregation,
  type TypedGenerate,
  type TypedJoin,
  type TypedPlan,
  type TypedValues,
  type TypedWindow,
} from '../plan/typed-plan.ts'
import { resolveAggregate, resolveColumns, resolveScalar, schemaOf } from './analyse.ts'
import { analyseSetOperation } from './analyse-set-operation.ts'
import { coerce, commonType, isVoid } from './coercion.ts'
import { type AnalysisContext, analysisContext, applyContext } from './context.ts'
import { extractAggregates } from './extract-aggregates.ts'
import { blame } from './failed-node.ts'
import { splitJoinCondition } from './join-keys.ts'
import { resolveWindow } from './resolve-window.ts'

/** Resolves the names and types of a relational plan; MILLRACE_ANALYSIS in Spark's words when something does not fit. */
export function analysePlan(plan: LogicalPlan, context: AnalysisContext = analysisContext()): TypedPlan {
  switch (plan.op) {
    case 'values':
      return blaming(plan, () => analyseValues(plan, context))
    case 'relation':
      return { op: 'relation', name: plan.name, streaming: plan.streaming, schema: plan.schema }
    case 'project': {
      const input = analysePlan(plan.input, context)
      const columns = resolveColumns(plan.columns, input.schema, context)
      return { op: 'project', input, columns, schema: schemaOf(columns) }
    }
    case 'filter':
      return analyseFilter(plan, context)
    case 'aggregate':
      return analyseAggregate(plan, context)
    case 'sort':
      return analyseSort(plan, context)
    case 'limit': {
      const input = analysePlan(plan.input, context)
      return { op: 'limit', input, count: plan.count, offset: plan.offset ?? 0, schema: input.schema }
    }
    case 'distinct': {
      const input = analysePlan(plan.input, context)
      expectGroupable(input.schema, 'DISTINCT')
      return { op: 'distinct', input, schema: input.schema }
    }
    case 'inTimeZone':
      return analysePlan(plan.input, { ...context, timeZone: plan.timeZone })
    case 'watermark':
      // Only streams are late.
      return analysePlan(plan.input, context)
    case 'deduplicate':
      return analysePlan(firstRows(plan), context)
    case 'generate':
      return analyseGenerate(plan, context)
    case 'window':
      return analyseWindow(plan, context)
    case 'join':
      return analyseJoin(plan, context)
    case 'setOperation':
      return blaming(plan, () => analyseSetOperation(plan, p => analysePlan(p, context), context))
    default:
      throw new MillraceError('MILLRACE_UNSUPPORTED', `A query over tables cannot hold the operator ${plan.op}.`)
  }
}

function blaming<T>(plan: LogicalPlan, analyse: () => T): T {
  try {
    return analyse()
  } catch (error) {
    throw blame(error, plan)
  }
}

function analyseValues({ names, rows }: Values, context: AnalysisContext): TypedValues {
  const typed = rows.map(row => row.map(e => resolveScalar(e, [], context)))
  const schema = names.map((name, i): Field => {
    const cells = typed.map(row => row[i])
    const type = commonType(cells)
    if (type === undefined) {
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE] Invalid inline table. Found incompatible types in the column \`${name}\` for inline table.`,
      )
    }
    return { name, type, nullable: cells.some(c => c.nullable) }
  })
  return {
    op: 'values',
    rows: typed.map(row => row.map((e, i) => applyContext(coerce(e, schema[i].type), context))),
    schema,
  }
}

function analyseFilter(plan: Filter, context: AnalysisContext): TypedPlan {
  const input = analysePlan(plan.input, context)
  return {
    op: 'filter',
    input,
    condition: condition(plan.condition, input.schema, 'filter', context),
    schema: input.schema,
  }
}

/** A condition; a NULL of no type is one too. */
function condition(
  node: NamedNode['expression'],
  schema: Schema,
  place: 'filter' | 'join',
  context: AnalysisContext,
): TypedExpression {
  const resolved = resolveScalar(node, schema, context)
  if (isVoid(resolved)) return coerce(resolved, 'boolean')
  if (resolved.type === 'boolean') return resolved
  const error = place === 'filter' ? 'DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN' : 'JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE'
  const wrong = new MillraceError(
    'MILLRACE_ANALYSIS',
    `[${error}] The ${place} condition "${expressionText(node)}" should be of type "BOOLEAN", but is "${sqlType(resolved.type)}".`,
  )
  throw blame(wrong, node)
}

function analyseAggregate(plan: Aggregate, context: AnalysisContext): TypedAggregation {
  const input = analysePlan(plan.input, context)
  const { keys, aggregates } = resolveAggregate(plan, input.schema, context)
  const functions: TypedAggregate[] = []
  const known = new Map<string, number>()
  const columns = extractAggregates(keys, aggregates, call => {
    const text = JSON.stringify(call)
    const index = known.get(text) ?? functions.push(call) - 1
    known.set(text, index)
    return index
  })
  const { sets, groupingId } = plan
  if (sets === undefined) {
    return { op: 'aggregate', input, keys: keys.map(k => k.expression), functions, columns, schema: schemaOf(columns) }
  }
  // A key is null where it is not in the set.
  const outputs = columns.map((c, i) =>
    i < keys.length ? { ...c, expression: { ...c.expression, nullable: true } } : c,
  )
  if (groupingId !== undefined) {
    outputs.push({
      name: groupingId,
      expression: { kind: 'column', name: GROUPING_ID, type: 'int64', nullable: false },
    })
  }
  return {
    op: 'aggregate',
    input,
    keys: keys.map(k => k.expression),
    functions,
    columns: outputs,
    sets,
    schema: schemaOf(outputs),
  }
}

/** The first row of each combination of values in some columns, as an aggregation. */
function firstRows({ input, columns }: Deduplicate): LogicalPlan {
  const names = outputNames(input)
  const keys = columns ?? names
  const column = (name: string): NamedNode => ({ name, expression: { kind: 'column', name } })
  const aggregates = names
    .filter(name => !keys.includes(name))
    .map(
      (name): NamedNode => ({
        name,
        expression: { kind: 'aggregate', name: 'first', args: [{ kind: 'column', name }] },
      }),
    )
  return {
    op: 'project',
    input: { op: 'aggregate', input, keys: keys.map(column), aggregates },
    columns: names.map(column),
  }
}

function analyseGenerate(plan: Generate, context: AnalysisContext): TypedGenerate {
  const input = analysePlan(plan.input, context)
  const { generator, names, outer } = plan
  if (generator.kind !== 'call') throw new MillraceError('MILLRACE_INTERNAL', 'A generator is no call.')
  const { args, columns } = generatorFunction(generator.name).resolve(
    generator.args.map(a => resolveScalar(a, input.schema, context)),
    generator.name,
  )
  const made = columns.map(({ type, nullable }, i) => ({ name: names[i], type, nullable: nullable || outer }))
  return { op: 'generate', input, generator: generator.name, args, outer, schema: [...input.schema, ...made] }
}

function analyseWindow(plan: Window, context: AnalysisContext): TypedWindow {
  const input = analysePlan(plan.input, context)
  const functions = plan.functions.map(({ name, expression }) => {
    if (expression.kind !== 'window') throw new MillraceError('MILLRACE_INTERNAL', `${name} is no window function.`)
    try {
      return { name, ...resolveWindow(expression, e => resolveScalar(e, input.schema, context)) }
    } catch (error) {
      throw blame(error, expression)
    }
  })
  const added = functions.map(({ name, function: { type, nullable } }) => ({ name, type, nullable }))
  return { op: 'window', input, functions, schema: [...input.schema, ...added] }
}

/** Maps have no equality in Spark. */
export function expectGroupable(schema: Schema, place: string): void {
  const wrong = schema.find(f => /(^|[<:,])map</.test(f.type))
  if (wrong === undefined) return
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `[GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE] The column "${wrong.name}" of type ${wrong.type} cannot be compared, which ${place} needs.`,
  )
}

function analyseSort(plan: Sort, context: AnalysisContext): TypedPlan {
  const input = analysePlan(plan.input, context)
  const orders = plan.orders.map(o => ({
    ...o,
    expression: resolveScalar(o.expression, input.schema, context),
  }))
  for (const { expression } of orders) {
    if (!/(^|[<:,])map</.test(expression.type) && expression.type !== 'interval') continue
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `[DATATYPE_MISMATCH.INVALID_ORDERING_TYPE] A sort needs an orderable type, but a key is ${expression.type}.`,
    )
  }
  return { op: 'sort', input, orders, schema: input.schema }
}

function analyseJoin(plan: Join, context: AnalysisContext): TypedJoin {
  const left = analysePlan(plan.left, context)
  const right = analysePlan(plan.right, context)
  const pair = [...left.schema, ...right.schema]
  const on = plan.condition === null ? null : condition(plan.condition, pair, 'join', context)
  return {
    op: 'join',
    left,
    right,
    type: plan.type,
    ...splitJoinCondition(on, left.schema, right.schema),
    schema: joinedSchema(plan.type, left.schema, right.schema),
  }
}

function joinedSchema(type: Join['type'], left: Schema, right: Schema): Schema {
  if (type === 'leftSemi' || type === 'leftAnti') return left
  const nullable = (schema: Schema): Field[] => schema.map(f => ({ ...f, nullable: true }))
  return [
    ...(type === 'right' || type === 'full' ? nullable(left) : left),
    ...(type === 'left' || type === 'full' ? nullable(right) : right),
  ]
}
