import type { TransformProgram } from '../api/dataset-source.ts'
import type { MainStateful } from '../plan/main-stage.ts'
import { AggregateState } from './aggregate-state.ts'
import { DeduplicateState } from './deduplicate-state.ts'
import { JoinState } from './join-state.ts'
import { LimitState } from './limit-state.ts'
import { SessionState } from './session-state.ts'
import type { SpillSpace } from './spill/spill-space.ts'
import type { StatefulOperator } from './stateful-operator.ts'
import { TransformState } from './transform-state.ts'

/** The empty state of an operator of the main stage. `space`: local disk for what memory has no room for. */
export function mainState(
  node: MainStateful,
  programs: ReadonlyMap<string, TransformProgram>,
  space: SpillSpace | null = null,
): StatefulOperator {
  switch (node.op) {
    case 'aggregate':
      return new AggregateState(node.spec, node.eventTime, node.mode !== 'complete', space)
    case 'deduplicate':
      return new DeduplicateState(node, space)
    case 'join':
      return new JoinState(node, space)
    case 'limit':
      return new LimitState(node.count)
    case 'transform':
      return new TransformState(node, programs.get(node.name)!.processor(), space)
    case 'watermark':
      return new AggregateState(node.spec)
    case 'session':
      return new SessionState(node, space)
  }
}
