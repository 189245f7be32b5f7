import { MillraceError } from '@millrace/errors'
import type { Sink, SinkPlace } from '../../connector/sink.ts'
import type { QueryOutput } from './query-output.ts'

/**
 * MILLRACE_ANALYSIS where two sinks of a query write to the same place: each would replace the files that the other made of a batch, or
 * take the batch that the other stored for its own.
 */
export function refuseSharedPlaces(definitions: Readonly<Record<string, QueryOutput>>): void {
  const writers = new Map<string, string>()
  for (const [name, { sinks }] of Object.entries(definitions))
    for (const sink of sinks)
      for (const { place, needs } of placesOf(sink)) {
        const other = writers.get(place)
        if (other !== undefined) {
          const who = other === name ? `Two sinks of output ${name}` : `Outputs ${other} and ${name}`
          throw new MillraceError('MILLRACE_ANALYSIS', `${who} both write to ${place}: each needs ${needs}.`)
        }
        writers.set(place, name)
      }
}

/** None for a sink that keeps nothing. */
function placesOf(sink: Sink): readonly SinkPlace[] {
  if ('exclusive' in sink && sink.exclusive !== undefined) return sink.exclusive
  const keeps = 'files' in sink || ('replace' in sink && sink.durable === true)
  return keeps ? [{ place: sink.description, needs: 'a place of its own' }] : []
}
