import type { Pipeline } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'

/** The pipeline that a `.sql` file describes. */
export async function sqlPipeline(path: string): Promise<Pipeline> {
  throw new MillraceError('MILLRACE_UNSUPPORTED', `${path}: pipelines of SQL are not supported.`)
}
