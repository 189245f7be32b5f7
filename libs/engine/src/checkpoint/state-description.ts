import type { Schema } from '@millrace/columns'
import type { Json } from '../connector/json.ts'
import type { GroupingSpec } from '../operators/aggregate/grouping.ts'
import { typedText } from '../plan/expression-text.ts'
import type { MainNode } from '../plan/main-stage.ts'
import type { PostOperator } from '../plan/post-plan.ts'
import type { TypedExpression } from '../plan/typed-expression.ts'
import type { EventTimeKey } from '../state/event-time-key.ts'

/** What a checkpoint keeps of an aggregation that tasks begin. */
export interface KeptAggregation {
  readonly spec: GroupingSpec
  readonly expressions: readonly TypedExpression[]
  readonly conditions: readonly TypedExpression[]
  readonly eventTime?: EventTimeKey
}

/**
 * Everything that the state of an operator depends on, as texts for people: two operators with the same texts can have the same state.
 * What may change between starts, such as the delay of a watermark, is left out.
 */
export function stateDescription(kept: Json): string[] {
  const node = kept as unknown as KeptAggregation | MainNode
  if ('op' in node) return operatorTexts(node)
  const { spec, expressions, conditions, eventTime } = node
  const groups = groupTexts(spec, expressions)
  const ends = eventTime === undefined ? [] : [`watermark on ${groups[eventTime.key]}`]
  return [...groups, ...ends, ...conditions.map(c => `filter ${typedText(c)}`)]
}

/** The keys of a grouping and its functions; `expressions` are those of the keys and then the functions' arguments. */
export function groupTexts(spec: GroupingSpec, expressions: readonly TypedExpression[]): string[] {
  const texts = expressions.map(typedText)
  let at = spec.keys.length
  const functions = spec.functions.map(f => {
    const args = f.args.map(arg => `${texts[at++]}: ${kept(arg)}`)
    return `aggregate ${f.name}(${args.join(', ')}): ${f.type}`
  })
  return [...spec.keys.map((key, i) => `key ${texts[i]}: ${kept(key)}`), ...functions]
}

/** State of values that may be null is another than of values that may not. */
const kept = ({ type, nullable }: GroupingSpec['keys'][number]): string => (nullable ? type : `${type} not null`)

function operatorTexts(node: MainNode): string[] {
  switch (node.op) {
    case 'aggregate':
    case 'session': {
      const ends = node.op === 'session' ? [node.end] : []
      const isTimed = node.op === 'session' ? node.ends : node.eventTime !== null
      const groups = groupTexts(node.spec, [...node.keys, ...ends, ...node.args.flat()])
      return [...groups, ...(isTimed ? ['watermark'] : []), ...inputTexts(node.input)]
    }
    case 'deduplicate': {
      const { schema, columns, eventTime, keptFor, input } = node
      const ends = keptFor === null || eventTime === null ? [] : [`watermark on ${schema[eventTime].name}`]
      return [
        ...columnTexts(
          'column',
          columns.map(c => schema[c]),
        ),
        ...ends,
        ...inputTexts(input),
      ]
    }
    case 'join':
      return [
        `join ${node.type}`,
        ...node.keys.map(key => `key ${typedText(key.left)} = ${typedText(key.right)}`),
        ...(node.residual === null ? [] : [`condition ${typedText(node.residual)}`]),
        ...columnTexts('left column', node.left.schema),
        ...columnTexts('right column', node.right.schema),
        ...inputTexts(node.left),
        ...inputTexts(node.right),
      ]
    case 'transform': {
      const keys = node.keys.map(k => node.input.schema[k])
      return [
        `program ${node.name}`,
        `time mode ${node.timeMode}`,
        ...columnTexts('key', keys),
        ...inputTexts(node.input),
      ]
    }
    case 'watermark':
      return [`watermark on ${node.column}`, ...inputTexts(node.input)]
    case 'limit':
      return [`limit ${node.count}`, ...inputTexts(node.input)]
    default:
      return inputTexts(node)
  }
}

/** What comes to an operator. Operators below it that keep state themselves have descriptions of their own. */
function inputTexts(node: MainNode): string[] {
  switch (node.op) {
    case 'apply':
      return [...node.operators.flatMap(applyTexts), ...inputTexts(node.input)]
    case 'union':
      return node.inputs.flatMap(inputTexts)
    case 'tableJoin':
      return [`join ${node.type} with a table`, ...inputTexts(node.input)]
    case 'rows':
      return columnTexts('input column', node.schema)
    default:
      return []
  }
}

function applyTexts(operator: PostOperator): string[] {
  if (operator.op === 'filter') return [`filter ${typedText(operator.condition)}`]
  if (operator.op !== 'project') return [operator.op]
  return operator.columns
    .filter(({ name, expression }) => expression.kind !== 'column' || expression.name !== name)
    .map(({ name, expression }) => `column ${name} = ${typedText(expression)}`)
}

const columnTexts = (what: string, schema: Schema): string[] =>
  schema.map(({ name, type }) => `${what} ${name}: ${type}`)
