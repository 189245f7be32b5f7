import type { ColumnNeed } from '@millrace/log-parser'
import { malformedBase, malformedColumns, parsedSchema } from '../analyse/analyse.ts'
import type { GroupingSpec } from '../operators/aggregate/grouping.ts'
import type { Malformed, Parse, Relation } from '../plan/logical-plan.ts'
import type { TypedNamed } from '../plan/typed-expression.ts'
import type { WorkerPlan } from '../plan/worker-plan.ts'
import { BlockBuilder } from './block-builder.ts'

/** What a stream's records are read as. */
export type StreamLeaf = Parse | Malformed | Relation

/** The kinds of rows that a stream has. */
export type BlockKind = 'parsed' | 'malformed'

/** Collects what tasks do with the records of one stream. */
export class StreamBuilder {
  readonly blocks: Readonly<Record<BlockKind, BlockBuilder>> = {
    parsed: new BlockBuilder(),
    malformed: new BlockBuilder(),
  }
  readonly #leaf: StreamLeaf

  constructor(leaf: StreamLeaf) {
    this.#leaf = leaf
  }

  /** Description of the source. */
  get source(): string {
    return this.#leaf.op === 'relation' ? this.#leaf.name : this.#leaf.input.description
  }

  /** True when the leaf reads the same source in the same way. */
  reads(leaf: StreamLeaf): boolean {
    const read = (l: StreamLeaf): string => JSON.stringify(l.op === 'relation' ? l : [l.input, l.parser])
    return read(this.#leaf) === read(leaf)
  }

  /** The columns of a leaf in terms of its block's. */
  static columns(leaf: StreamLeaf): TypedNamed[] {
    if (leaf.op === 'malformed') return malformedColumns(leaf.input)
    const schema = leaf.op === 'relation' ? leaf.schema : parsedSchema(leaf.parser, leaf.input)
    return schema.map(({ name, type, nullable }) => ({ name, expression: { kind: 'column', name, type, nullable } }))
  }

  /** The finished plan; puts the specs of its aggregations into `aggregations`, by id. */
  build(aggregations: GroupingSpec[]): WorkerPlan {
    const leaf = this.#leaf
    const parser = leaf.op === 'relation' ? null : leaf.parser
    const records = leaf.op === 'relation' ? leaf.schema : leaf.input.schema
    const needs = { parsed: new Map<string, ColumnNeed>(), malformed: new Map<string, ColumnNeed>() }
    const rows = leaf.op === 'relation' ? records : parsedSchema(leaf.parser, leaf.input)
    const parsed = this.blocks.parsed.build(rows, needs.parsed)
    const malformed = this.blocks.malformed.build(
      leaf.op === 'relation' ? [] : malformedBase(leaf.input),
      needs.malformed,
    )
    for (const a of [...parsed.aggregations, ...malformed.aggregations]) aggregations[a.id] = a.spec
    const wanted = (parser?.schema ?? []).filter(f => needs.parsed.has(f.name))
    return {
      parser: parser && { ...parser.parser, format: parser.format },
      reasons: parser?.reasons ?? [],
      needs: {
        parser: Object.fromEntries(wanted.map(f => [f.name, needs.parsed.get(f.name)!])),
        source: records.map(f => f.name).filter(n => needs.parsed.has(n) || needs.malformed.has(n)),
      },
      parsed,
      malformed,
    }
  }
}
