import type { PhysicalPipeline } from '../../optimise/pipeline.ts'
import { explainPipeline, explainPlan } from '../../plan/explain.ts'
import { compileOutputs } from './compile-outputs.ts'
import { mainParts } from './main-parts.ts'
import type { QueryOutput } from './query-output.ts'

type Outputs = Readonly<Record<string, QueryOutput>>

/** The logical plan of every output and the physical plan of all of them, as text. Nothing is opened. */
export const explainQuery = (outputs: Outputs): string =>
  explainCompiled(outputs, compileOutputs(outputs, mainParts).pipeline)

/** The same where the outputs are compiled already. */
export const explainCompiled = (outputs: Outputs, pipeline: PhysicalPipeline): string =>
  [
    ...Object.entries(outputs).map(([name, { dataset }]) => `== ${name} ==\n${explainPlan(dataset.plan)}`),
    explainPipeline(pipeline),
  ].join('\n')
