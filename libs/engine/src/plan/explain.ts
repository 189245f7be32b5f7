import { keyName, valueName } from '../operators/aggregate/grouping.ts'
import type { PhysicalPipeline, StreamPlan } from '../optimise/pipeline.ts'
import type { NamedNode } from './expression-node.ts'
import { expressionText, typedText } from './expression-text.ts'
import type { LogicalPlan, ParserSpec } from './logical-plan.ts'
import type { MainNode } from './main-stage.ts'
import type { PostOperator } from './post-plan.ts'
import type { BlockPlan } from './worker-plan.ts'

/** A logical plan as a tree, the last operator first. */
export function explainPlan(plan: LogicalPlan): string {
  const lines: string[] = ['== Logical Plan ==']
  let depth = 0
  for (let node: LogicalPlan | null = plan; node !== null; node = 'input' in node ? node.input : null) {
    lines.push(`${depth === 0 ? '' : `${'   '.repeat(depth - 1)}+- `}${operatorText(node)}`)
    depth++
  }
  return lines.join('\n')
}

const named = (columns: readonly NamedNode[]): string =>
  columns
    .map(({ name, expression }) => {
      const text = expressionText(expression)
      return text === name ? name : `${text} AS ${name}`
    })
    .join(', ')

/** The preset, or the format string. */
const formatName = ({ format }: Pick<ParserSpec, 'format'>): string =>
  'pattern' in format ? format.pattern : format.preset

/** An operator of a plan as text. */
export function operatorText(node: LogicalPlan): string {
  switch (node.op) {
    case 'scan':
      return `Scan ${node.description}`
    case 'parse':
      return `Parse ${formatName(node.parser)} [${node.parser.schema.map(f => f.name).join(', ')}]`
    case 'malformed':
      return `Malformed ${formatName(node.parser)}`
    case 'project':
      return `Project [${named(node.columns)}]`
    case 'filter':
      return `Filter ${expressionText(node.condition)}`
    case 'aggregate':
      return `Aggregate [${named(node.keys)}], [${named(node.aggregates)}]`
    case 'sort': {
      const orders = node.orders.map(o => `${expressionText(o.expression)} ${o.direction} nulls ${o.nulls}`)
      return `Sort [${orders.join(', ')}]`
    }
    case 'limit':
      return node.offset === undefined ? `Limit ${node.count}` : `Limit ${node.count} offset ${node.offset}`
    case 'relation':
      return `${node.streaming ? 'StreamingRelation' : 'Relation'} ${node.name}`
    case 'values':
      return `LocalRelation [${node.names.join(', ')}], ${node.rows.length} rows`
    case 'window':
      return `Window [${named(node.functions)}]`
    case 'generate':
      return `Generate ${expressionText(node.generator)}${node.outer ? ' outer' : ''} [${node.names.join(', ')}]`
    case 'inTimeZone':
      return `TimeZone ${node.timeZone}`
    case 'watermark':
      return `EventTimeWatermark ${node.column}, ${node.delayMicroseconds / 1e6} seconds`
    case 'deduplicate':
      return `Deduplicate${node.withinWatermark ? 'WithinWatermark' : ''} [${node.columns?.join(', ') ?? '*'}]`
    case 'transform':
      return `TransformWithState ${node.name} by [${node.keys.join(', ')}], ${node.timeMode}`
    case 'distinct':
      return 'Distinct'
    case 'join':
      return `Join ${node.type}${node.condition === null ? '' : `, ${expressionText(node.condition)}`}`
    case 'setOperation':
      return `${node.kind[0].toUpperCase()}${node.kind.slice(1)}${node.all ? ' all' : ''}`
  }
}

/** What a pipeline does, as text: what is parsed, what each worker computes, what follows the merge. */
export function explainPipeline({ streams, outputs }: PhysicalPipeline): string {
  const lines = ['== Physical Plan ==', ...streams.flatMap(streamText)]
  for (const [name, output] of Object.entries(outputs)) {
    if (output.kind === 'rows') lines.push(`Output ${name}: rows, ${output.mode}`)
    else if (output.kind === 'main')
      lines.push(`Output ${name}: main stage, ${output.mode}`, ...mainText(output.root, 1))
    else {
      lines.push(`Output ${name}: aggregation ${output.aggregation}, ${output.mode}`)
      for (const operator of output.post) lines.push(`   +- ${postText(operator)}`)
    }
  }
  return lines.join('\n')
}

function streamText({ source, worker }: StreamPlan): string[] {
  const parser = Object.entries(worker.needs.parser).map(([name, need]) =>
    need === 'values' ? name : `${name} (nulls)`,
  )
  return [
    `Stream ${source}`,
    ...(worker.parser === null ? [] : [`Parse ${formatName(worker.parser)} [${parser.join(', ')}]`]),
    `Source columns [${worker.needs.source.join(', ')}]`,
    ...blockText('Parsed rows', worker.parsed),
    ...blockText('Malformed lines', worker.malformed),
  ]
}

function mainText(node: MainNode, depth: number): string[] {
  const line = (text: string): string => `${'   '.repeat(depth)}+- ${text}`
  switch (node.op) {
    case 'rows':
      return [line(`Rows ${node.name}`)]
    case 'aggregated':
      return [line(`Aggregation ${node.aggregation}, ${node.mode}`)]
    case 'apply':
      return [...node.operators.toReversed().map(o => line(postText(o))), ...mainText(node.input, depth + 1)]
    case 'union':
      return [line('Union'), ...node.inputs.flatMap(input => mainText(input, depth + 1))]
    case 'join': {
      const keys = node.keys.map(k => `${typedText(k.left)} = ${typedText(k.right)}`)
      const rest = node.residual === null ? '' : `, ${typedText(node.residual)}`
      return [
        line(`StreamJoin ${node.type} [${keys.join(', ')}]${rest}, state main-${node.state}`),
        ...mainText(node.left, depth + 1),
        ...mainText(node.right, depth + 1),
      ]
    }
    case 'tableJoin': {
      const keys = node.keys.map(k => `${typedText(k.left)} = ${typedText(k.right)}`)
      return [line(`TableJoin ${node.type} [${keys.join(', ')}]`), ...mainText(node.input, depth + 1)]
    }
    case 'transform':
      return [line(`TransformWithState ${node.name}, state main-${node.state}`), ...mainText(node.input, depth + 1)]
    case 'deduplicate':
      return [
        line(`Deduplicate [${node.columns.map(c => node.schema[c].name).join(', ')}], state main-${node.state}`),
        ...mainText(node.input, depth + 1),
      ]
    case 'watermark':
      return [line(`Watermark ${node.column}, state main-${node.state}`), ...mainText(node.input, depth + 1)]
    case 'limit':
      return [line(`Limit ${node.count}, state main-${node.state}`), ...mainText(node.input, depth + 1)]
    case 'session':
    case 'aggregate': {
      const functions = node.spec.functions.map((f, i) => `${f.name}(${node.args[i].map(typedText).join(', ')})`)
      return [
        line(
          `${node.op === 'session' ? 'SessionWindows' : 'Aggregate'} [${node.keys.map(typedText).join(', ')}], [${functions.join(', ')}], state main-${node.state}`,
        ),
        ...mainText(node.input, depth + 1),
      ]
    }
  }
}

function blockText(title: string, block: BlockPlan): string[] {
  if (block.aggregations.length + block.rows.length === 0) return []
  const lines = [`${title} [${block.schema.map(f => f.name).join(', ')}]`]
  const where = (selection: number): string => (selection < 0 ? '' : ` where #${selection}`)
  for (const [i, s] of block.selections.entries()) {
    lines.push(`   #${i}: Filter ${typedText(s.condition)}${where(s.input)}`)
  }
  const text = (i: number): string => typedText(block.expressions[i].expression)
  for (const a of block.aggregations) {
    const keys = a.keys.map((k, i) => `${keyName(i)} = ${text(k)}`)
    const values = a.spec.functions.map((f, i) => `${valueName(i)} = ${f.name}(${a.args[i].map(text).join(', ')})`)
    lines.push(`   Partial aggregation ${a.id}${where(a.selection)} [${keys.join(', ')}], [${values.join(', ')}]`)
  }
  for (const r of block.rows) lines.push(`   Rows ${r.output}${where(r.selection)} [${r.columns.map(text).join(', ')}]`)
  return lines
}

function postText(operator: PostOperator): string {
  switch (operator.op) {
    case 'project':
      return `Project [${operator.columns.map(c => `${typedText(c.expression)} AS ${c.name}`).join(', ')}]`
    case 'filter':
      return `Filter ${typedText(operator.condition)}`
    case 'sort':
      return `Sort [${operator.orders.map(o => `${typedText(o.expression)} ${o.direction} nulls ${o.nulls}`).join(', ')}]`
    case 'limit':
      return `Limit ${operator.count}${operator.offset > 0 ? ` after ${operator.offset}` : ''}`
    case 'generate':
      return `Generate${operator.outer ? ' outer' : ''} ${operator.generator}(${operator.args.map(typedText).join(', ')})`
    case 'aggregate':
      return `Aggregate [${operator.keys.map(typedText).join(', ')}], [${operator.functions.map(f => `${f.name}(${f.expressions.map(typedText).join(', ')})`).join(', ')}]`
  }
}
