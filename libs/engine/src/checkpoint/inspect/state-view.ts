import type { ColumnBatch } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { Json } from '../../connector/json.ts'
import type { FunctionSpec, GroupingSpec } from '../../operators/aggregate/grouping.ts'
import { watermarkLagMs } from '../../optimise/watermark-lag.ts'
import { typedText } from '../../plan/expression-text.ts'
import type { MainStateful } from '../../plan/main-stage.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import { AggregateState } from '../../state/aggregate-state.ts'
import { mainState } from '../../state/main-state.ts'
import { behind } from '../../state/query-state.ts'
import { SpillSpace } from '../../state/spill/spill-space.ts'
import type { StatefulOperator } from '../../state/stateful-operator.ts'
import { StoredTransform } from '../../state/stored-transform.ts'
import type { KeptAggregation } from '../state-description.ts'
import type { StateFile, StateFileKind } from '../state-files.ts'
import type { CheckpointView } from './checkpoint-view.ts'

/** The state of one operator after a batch. */
export interface OperatorState {
  /** `0`, `1` ... of aggregations that tasks begin, `main-0` ... of the main stage. */
  readonly operator: string
  /** Spark's name of the operator. */
  readonly operatorName: string
  /** The outputs that come from it. */
  readonly outputs: readonly string[]
  readonly rows: ColumnBatch
}

type Restorable = Pick<StatefulOperator, 'operatorName' | 'apply' | 'restore' | 'stateRows'>

interface Named {
  readonly state: Restorable
  /** How far its watermark is behind the query's, in milliseconds. */
  readonly lagMs: number
  /** Columns of a grouping as people know them; null where the state has its own names. */
  readonly names: readonly string[] | null
}

/** The operators of a checkpoint, in order. */
export const operatorsOf = ({ identity }: CheckpointView): string[] => Object.keys(identity.state)

/**
 * The states of operators after a batch, from the checkpoint alone. Each operator is made anew from what the checkpoint says of it.
 * MILLRACE_CHECKPOINT_DAMAGED, with the path, where a file that is needed is missing or damaged.
 */
export async function readState(view: CheckpointView, batchId: number): Promise<OperatorState[]> {
  const { state, outputs } = view.identity
  const space = new SpillSpace()
  try {
    const operators = new Map(Object.entries(state).map(([name, kept]) => [name, emptyState(name, kept, space)]))
    for (const version of await view.state.chain(batchId))
      await view.state.read(version, file => {
        for (const [name, operator] of operators) restore(operator, name, file, version.kind)
      })
    return [...operators].map(([operator, { state, names }]) => ({
      operator,
      operatorName: state.operatorName,
      outputs: Object.keys(outputs).filter(output => outputs[output].includes(operator)),
      rows: named(state.stateRows(), names),
    }))
  } finally {
    space.close()
  }
}

function restore({ state, lagMs }: Named, name: string, file: StateFile, kind: StateFileKind): void {
  const bytes = file.operators.get(name)
  if (bytes === undefined && file.part > 0) return
  if (bytes === undefined) throw new MillraceError('MILLRACE_CHECKPOINT_DAMAGED', `it has no state of operator ${name}`)
  const evictionMs = behind(file.watermarkMs, lagMs)
  if (kind === 'snapshot') state.restore(bytes, evictionMs, file.part === 0)
  else state.apply(bytes, evictionMs)
}

function emptyState(name: string, kept: Json, space: SpillSpace): Named {
  if (!name.startsWith('main-')) {
    const { spec, expressions, eventTime = null } = kept as unknown as KeptAggregation
    const state = new AggregateState(spec, eventTime, eventTime !== null, space)
    return { state, lagMs: 0, names: groupNames(spec, expressions) }
  }
  const node = kept as unknown as MainStateful
  const lagMs = watermarkLagMs(node)
  if (node.op === 'transform') return { state: new StoredTransform(node), lagMs, names: null }
  const state = mainState(node, new Map(), space)
  if (node.op !== 'aggregate' && node.op !== 'session') return { state, lagMs, names: null }
  const ends = node.op === 'session' ? [node.end] : []
  return { state, lagMs, names: groupNames(node.spec, [...node.keys, ...ends, ...node.args.flat()]) }
}

/** Keys as they are computed, then functions with their arguments. */
function groupNames({ keys, functions }: GroupingSpec, expressions: readonly TypedExpression[]): string[] {
  const texts = expressions.map(typedText)
  let at = keys.length
  const values = functions.map((f: FunctionSpec) => {
    const args = texts.slice(at, (at += f.args.length))
    return `${f.name}(${args.join(', ')})`
  })
  return [...texts.slice(0, keys.length), ...values]
}

const named = (rows: ColumnBatch, names: readonly string[] | null): ColumnBatch =>
  names === null ? rows : { ...rows, schema: rows.schema.map((f, i) => ({ ...f, name: names[i] ?? f.name })) }
