import { contentSize, reportOf, webLogAnalyses } from '@millrace/analytics'
import { coalesce, collect, lit } from '@millrace/engine'
// By its path: the TypeScript of the kernel does not read `exports`, and cells are to know the type.
import type { Report } from '../../libs/analytics/src/report.ts'
import type { LogRows } from './logs.ts'

export type { Report }

/** Every analysis of the main job, by the same code: `webLogAnalyses` of @millrace/analytics over these rows. */
export async function figuresOf({ requests, malformed }: LogRows, { top = 20 } = {}): Promise<Report> {
  const { malformedReasons, ...analyses } = webLogAnalyses(requests, malformed, { top })
  // Text has both in one scan; a table keeps them in two places.
  const oneScan = malformed.sources[0] === requests.sources[0]
  const results = oneScan
    ? await collect({ ...analyses, malformedReasons })
    : { ...(await collect(analyses)), ...(await collect({ malformedReasons })) }
  return reportOf(name => results[name])
}

/** The content size where an answer without one counts as 0 bytes, as the article has it. */
export async function contentSizeWithZeros({ requests }: LogRows): Promise<Report['contentSize']> {
  const size = contentSize(requests.withColumn('bytes', coalesce('bytes', lit(0n))))
  const results = await collect({ size })
  return reportOf(name => (name === 'contentSize' ? results.size : undefined)).contentSize
}
