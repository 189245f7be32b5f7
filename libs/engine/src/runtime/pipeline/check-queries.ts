import { MillraceError } from '@millrace/errors'
import type { PipelineQueries } from '../../api/define-pipeline.ts'

/** MILLRACE_ANALYSIS where queries of a pipeline share what only one can have: a checkpoint, or the same source object. */
export function checkQueries(queries: PipelineQueries): void {
  const checkpoints = new Map<string, string>()
  const sources = new Map<unknown, string>()
  for (const [name, { checkpoint, outputs }] of Object.entries(queries)) {
    const location = typeof checkpoint === 'string' ? checkpoint : checkpoint?.fs.display(checkpoint.path)
    if (!location)
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `Query ${name} has no checkpoint: expected a directory or a WebHDFS URL.`,
      )
    const other = checkpoints.get(location)
    if (other !== undefined)
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `Queries ${other} and ${name} have the same checkpoint ${location}: each needs one of its own.`,
      )
    checkpoints.set(location, name)
    for (const source of new Set(Object.values(outputs).flatMap(({ dataset }) => dataset.sources))) {
      if ('blocks' in source) continue
      const reader = sources.get(source)
      if (reader !== undefined)
        throw new MillraceError(
          'MILLRACE_ANALYSIS',
          `Queries ${reader} and ${name} read the same source object ${source.description}: make one for each of them, or one query with several outputs, query({ outputs }).`,
        )
      sources.set(source, name)
    }
  }
}
