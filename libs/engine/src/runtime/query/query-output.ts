import type { DatasetSource } from '../../api/dataset-source.ts'
import type { Sink } from '../../connector/sink.ts'
import type { LogicalPlan } from '../../plan/logical-plan.ts'

/** Any Dataset, whatever its rows. */
export interface AnyDataset {
  /** Everything that the plan names. */
  readonly sources: readonly DatasetSource[]
  readonly plan: LogicalPlan
}

/** Rows and where they go. Rows of an aggregation go to complete sinks, others to append sinks. */
export interface QueryOutput {
  readonly dataset: AnyDataset
  readonly sinks: readonly Sink[]
}
