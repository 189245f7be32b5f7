import type { TransformProgram } from '../../api/dataset-source.ts'
import type { StaticTable } from '../../connector/static-table.ts'
import type { PhysicalPipeline } from '../../optimise/pipeline.ts'
import type { MainStateful } from '../../plan/main-stage.ts'
import { mainState } from '../../state/main-state.ts'
import type { SpillSpace } from '../../state/spill/spill-space.ts'
import type { StatefulOperator } from '../../state/stateful-operator.ts'
import { MainRun } from '../loop/main-run.ts'

/** What makes a main stage and its state, apart from the rest so that a query without one does not load their code. */
export interface MainParts {
  run(pipeline: PhysicalPipeline, tables: readonly StaticTable[]): MainRun
  state(node: MainStateful, programs: ReadonlyMap<string, TransformProgram>, space: SpillSpace | null): StatefulOperator
}

export const mainParts: MainParts = {
  run: (pipeline, tables) => new MainRun(pipeline, tables),
  state: mainState,
}
