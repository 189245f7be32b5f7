import type { InputPartition, Offset, RawBlock, ReadLimit, Source } from '../../connector/source.ts'

/** Stands for each source's own limit. */
const THEIR_OWN: ReadLimit = { maxRows: Number.POSITIVE_INFINITY }

/** Several sources as one, for the micro-batch loop: an offset is the list of theirs. */
export class CombinedSource implements Source {
  readonly parts: readonly Source[]
  readonly description: string
  readonly schema = []
  readonly position = { source: '', position: '' }
  readonly decoder = { module: '', name: '', options: null }
  readonly defaultLimit: ReadLimit = THEIR_OWN

  constructor(parts: readonly Source[]) {
    this.parts = parts
    this.description = parts.map(part => part.description).join(', ')
  }

  async open(options: { readonly wait: boolean }): Promise<void> {
    for (const part of this.parts) await part.open(options)
  }

  initialOffset(): Promise<Offset> {
    return Promise.all(this.parts.map(part => part.initialOffset()))
  }

  async latestOffset(start: Offset, limit: ReadLimit): Promise<{ readonly end: Offset; readonly latest: Offset }> {
    const found = await Promise.all(
      this.parts.map((part, i) =>
        part.latestOffset(offsets(start)[i], limit === THEIR_OWN ? part.defaultLimit : limit),
      ),
    )
    return { end: found.map(f => f.end), latest: found.map(f => f.latest) }
  }

  async pin(): Promise<void> {
    await Promise.all(this.parts.map(part => part.pin()))
  }

  async partitions(start: Offset, end: Offset): Promise<readonly InputPartition[]> {
    const all = await Promise.all(
      this.parts.map((part, stream) => part.partitions(offsets(start)[stream], offsets(end)[stream])),
    )
    return all.flatMap((list, stream) =>
      list.map(partition => ({ ...partition, id: `${stream} ${partition.id}`, stream })),
    )
  }

  read(partition: InputPartition, signal: AbortSignal): AsyncIterable<RawBlock> {
    const { stream = 0, id, ...own } = partition
    return this.parts[stream].read({ ...own, id: id.slice(`${stream} `.length) }, signal)
  }

  async committed(end: Offset): Promise<void> {
    await Promise.all(this.parts.map((part, i) => part.committed(offsets(end)[i])))
  }

  distance(from: Offset, to: Offset): number {
    return this.parts.reduce((sum, part, i) => sum + part.distance(offsets(from)[i], offsets(to)[i]), 0)
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.parts.map(part => part.close()))
  }
}

const offsets = (offset: Offset): readonly Offset[] => offset as readonly Offset[]
