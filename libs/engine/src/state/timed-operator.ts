import { performance } from 'node:perf_hooks'
import type { StateFileKind } from '../checkpoint/state-files.ts'
import type { StateOperatorProgress } from '../runtime/progress/progress.ts'
import type { StatefulOperator } from './stateful-operator.ts'

/** An operator with the times of its last batch in milliseconds. */
export interface TimedOperator<S extends StatefulOperator = StatefulOperator> {
  readonly name: string
  readonly state: S
  /** How far its watermark is behind the query's, in milliseconds. */
  readonly lagMs: number
  updating: number
  removing: number
  committing: number
}

export const timedOperator = <S extends StatefulOperator>(name: string, state: S, lagMs = 0): TimedOperator<S> => ({
  name,
  state,
  lagMs,
  updating: 0,
  removing: 0,
  committing: 0,
})

/** Ends its batch. */
export function endBatch(operator: TimedOperator): void {
  const start = performance.now()
  operator.state.endBatch()
  operator.removing = performance.now() - start
}

/** What it writes after a batch, made as it is asked for. */
export function* pieces(operator: TimedOperator, kind: StateFileKind): Generator<Uint8Array> {
  operator.committing = 0
  const { state } = operator
  let from = performance.now()
  const whole = kind === 'delta' ? state.delta() : state.snapshot()
  for (const piece of whole instanceof Uint8Array ? [whole] : whole) {
    operator.committing += performance.now() - from
    yield piece
    from = performance.now()
  }
}

export const progressOf = ({ state, updating, removing, committing }: TimedOperator): StateOperatorProgress => ({
  operatorName: state.operatorName,
  numRowsTotal: state.numRowsTotal,
  numRowsUpdated: state.numRowsUpdated,
  allUpdatesTimeMs: Math.round(updating),
  numRowsRemoved: state.numRowsRemoved,
  allRemovalsTimeMs: Math.round(removing),
  commitTimeMs: Math.round(committing),
  memoryUsedBytes: state.memoryUsedBytes,
  numRowsDroppedByWatermark: state.numRowsDroppedByWatermark,
  numShufflePartitions: 1,
  numStateStoreInstances: 1,
  ...(state.spilled === undefined
    ? {}
    : { customMetrics: { spilledRows: state.spilled.rows, spilledBytes: state.spilled.bytes } }),
})
