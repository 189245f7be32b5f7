import type { LineTransaction } from '@millrace/engine'

/** The lines of a transaction for each topic, in order; those that name none are for `topic`. Lines are not copied. */
export function linesByTopic(transaction: LineTransaction, topic: string): ReadonlyMap<string, LineTransaction> {
  const { blocks, keys, topics, partitions, headers, nulls, positions } = transaction
  if (topics === undefined || topics.every(t => t === null || t === topic)) return new Map([[topic, transaction]])
  const names = topics.map(t => t ?? topic)
  const result = new Map<string, LineTransaction>()
  for (const name of new Set(names)) {
    const chosen = names.flatMap((n, i) => (n === name ? [i] : []))
    const pick = <T>(values: readonly T[] | undefined): readonly T[] | undefined =>
      values === undefined ? undefined : chosen.map(i => values[i])
    let before = 0
    const own = blocks.map(block => {
      const lines = Array.from({ length: block.count }, (_, i) => i).filter(i => names[before + i] === name)
      before += block.count
      return {
        ...block,
        starts: Int32Array.from(lines, i => block.starts[i]),
        ends: Int32Array.from(lines, i => block.ends[i]),
        count: lines.length,
      }
    })
    result.set(name, {
      blocks: own,
      positions,
      ...(keys && { keys: pick(keys) }),
      ...(partitions && { partitions: pick(partitions) }),
      ...(headers && { headers: pick(headers) }),
      ...(nulls && { nulls: pick(nulls) }),
    })
  }
  return result
}
