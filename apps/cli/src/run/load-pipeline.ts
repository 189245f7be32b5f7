import { statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Pipeline } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import type { OpenLocation } from './open-location.ts'

/** The pipeline that a file describes; `openLocation` opens what one of SQL names. MILLRACE_INPUT_MISSING, MILLRACE_USAGE: there is none, or it is something else. */
export async function loadPipeline(path: string, openLocation: OpenLocation): Promise<Pipeline> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new MillraceError('MILLRACE_INPUT_MISSING', `There is no pipeline file ${path}.`)
  if (/\.sql$/i.test(path)) return (await import('./sql/sql-pipeline.ts')).sqlPipeline(path, openLocation)
  const { default: pipeline } = (await importFile(path)) as { default?: unknown }
  if (isPipeline(pipeline)) return pipeline
  throw new MillraceError(
    'MILLRACE_USAGE',
    `${path} does not export a pipeline: expected export default definePipeline(config => ({ name: dataset.writeStream(...) })).`,
  )
}

async function importFile(path: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(path).href)
  } catch (cause) {
    if (cause instanceof MillraceError) throw cause
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}${placeOf(cause)}` : String(cause)
    throw new MillraceError('MILLRACE_USAGE', `The pipeline file ${path} cannot be loaded: ${why}`, { cause })
  }
}

/** Where a syntax error is: its stack begins with the file and line. */
function placeOf({ name, stack }: Error): string {
  const place = name === 'SyntaxError' ? /^(?:file:\/\/)?(\/.*:\d+)\n/.exec(stack ?? '')?.[1] : undefined
  return place === undefined ? '' : ` (${place})`
}

const isPipeline = (value: unknown): value is Pipeline =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'pipeline'
