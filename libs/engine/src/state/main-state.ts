import type { MainStateful } from '../plan/main-stage.ts'
import { AggregateState } from './aggregate-state.ts'
import { DeduplicateState } from './deduplicate-state.ts'
import { JoinState } from './join-state.ts'
import { SessionState } from './session-state.ts'
import type { StatefulOperator } from './stateful-operator.ts'

/** The empty state of an operator of the main stage. */
export function mainState(node: MainStateful): StatefulOperator {
  switch (node.op) {
    case 'aggregate':
      return new AggregateState(node.spec, node.eventTime)
    case 'deduplicate':
      return new DeduplicateState(node)
    case 'join':
      return new JoinState(node)
    case 'session':
      return new SessionState(node)
  }
}
