import { MillraceError } from '@millrace/errors'
import type { Source } from '../../connector/source.ts'
import type { PhysicalPipeline } from '../../optimise/pipeline.ts'
import { CombinedSource } from './combined-source.ts'
import type { QueryOutput } from './query-output.ts'

/** What a query reads: the sources of its streams in their order, and the one that the loop sees. */
export function sourceOf(
  outputs: Readonly<Record<string, QueryOutput>>,
  pipeline: PhysicalPipeline,
): { readonly source: Source; readonly sources: readonly Source[] } {
  const sources = streamingSources(outputs, pipeline)
  return { sources, source: sources.length === 1 ? sources[0] : new CombinedSource(sources) }
}

function streamingSources(
  outputs: Readonly<Record<string, QueryOutput>>,
  pipeline: PhysicalPipeline,
): readonly Source[] {
  const known = new Set(Object.values(outputs).flatMap(output => output.dataset.sources))
  return pipeline.streams.map(stream => {
    const found = [...known].filter(source => source.description === stream.source)
    if (found.length === 1 && 'latestOffset' in found[0]) return found[0] as Source
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      found.length > 1
        ? `Two sources of the query are both called ${stream.source}: give them different names.`
        : `A streaming query needs outputs over streaming sources, and ${stream.source} is none.`,
    )
  })
}
