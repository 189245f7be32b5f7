import type { Column } from '@millrace/columns'
import type { Resolved } from '../../../kernels/function.ts'
import type { TypedCall, TypedExpression } from '../../../plan/typed-expression.ts'
import type { Frames } from './frames.ts'
import type { Partitions } from './partitions.ts'

/** A function that exists only with OVER: its type rule and its values for all rows of all partitions. */
export interface WindowFunction {
  /** Throws MILLRACE_ANALYSIS in Spark's words when the arguments do not fit. */
  resolve(args: readonly TypedExpression[], name: string): Resolved
  /** True when it looks at the rows of a frame; others look at the partition as a whole and take no frame. */
  readonly framed: boolean
  /** The values, in the order of the partitions' rows. `args` are the columns of the call's arguments. */
  compute(call: TypedCall, args: readonly Column[], partitions: Partitions, frames: Frames): Column
}
