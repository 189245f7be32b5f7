import type { HostValue, Interval, MapValue } from '@millrace/columns'
import type { Group, Leaf, Node } from './file-schema.ts'
import { grown } from './growable.ts'
import type { LeafColumn } from './leaf-column.ts'
import { type LeafValuesBuilder, leafValuesBuilder } from './leaf-values-builder.ts'

/**
 * Takes host values of a node's type apart into the columns of its leaves: the record shredding of the Dremel paper.
 * https://parquet.apache.org/docs/file-format/nestedencoding/
 */
export function shred(node: Node, rows: readonly HostValue[], length: number): LeafColumn[] {
  const shredder = shredderOf(node, 0)
  for (let row = 0; row < length; row++) shredder.add(rows[row], 0, 0)
  return shredder.columns()
}

type Shreddable = Exclude<HostValue, Interval> | undefined

interface Shredder {
  /** Takes a value or null. `definition` is the level of what is around it, `repetition` says which list goes on. */
  add(value: HostValue | undefined, repetition: number, definition: number): void
  /** Notes that there is nothing, since what is around it is null or empty. */
  skip(repetition: number, definition: number): void
  columns(): LeafColumn[]
}

/** `repetition` is the level of the innermost list around the node. */
function shredderOf(node: Node, repetition: number): Shredder {
  switch (node.kind) {
    case 'leaf':
      return new LeafShredder(node)
    case 'struct':
      return new StructShredder(node, repetition)
    default:
      return new RepeatedShredder(node, repetition)
  }
}

class LeafShredder implements Shredder {
  readonly #leaf: Leaf
  readonly #builder: LeafValuesBuilder
  #definition = new Int32Array(16)
  #repetition = new Int32Array(16)
  #count = 0

  constructor(leaf: Leaf) {
    this.#leaf = leaf
    this.#builder = leafValuesBuilder(leaf)
  }

  add(value: HostValue | undefined, repetition: number, definition: number): void {
    if (value === null || value === undefined) {
      this.skip(repetition, definition)
      return
    }
    this.#builder.add(value)
    this.skip(repetition, this.#leaf.maxDefinition)
  }

  skip(repetition: number, definition: number): void {
    if (this.#count === this.#definition.length) {
      this.#definition = grown(this.#definition, this.#count * 2)
      this.#repetition = grown(this.#repetition, this.#count * 2)
    }
    this.#definition[this.#count] = definition
    this.#repetition[this.#count++] = repetition
  }

  columns(): LeafColumn[] {
    const leaf = this.#leaf
    const values = this.#builder.values()
    const definition = values.count === this.#count && leaf.maxRepetition === 0 ? leaf.maxDefinition : this.#definition
    const repetition = leaf.maxRepetition === 0 ? null : this.#repetition
    return [{ leaf, count: this.#count, definition, repetition, values }]
  }
}

class StructShredder implements Shredder {
  readonly #members: readonly Shredder[]
  readonly #optional: number

  constructor(node: Group, repetition: number) {
    this.#members = node.children.map(child => shredderOf(child, repetition))
    this.#optional = node.repetition === 'optional' ? 1 : 0
  }

  add(value: Shreddable, repetition: number, definition: number): void {
    if (value === null || value === undefined) {
      this.skip(repetition, definition)
      return
    }
    const members = value as readonly HostValue[]
    for (let i = 0; i < this.#members.length; i++)
      this.#members[i].add(members[i], repetition, definition + this.#optional)
  }

  skip(repetition: number, definition: number): void {
    for (const member of this.#members) member.skip(repetition, definition)
  }

  columns(): LeafColumn[] {
    return this.#members.flatMap(member => member.columns())
  }
}

/** Lists, and maps, which are lists of keys and values. */
class RepeatedShredder implements Shredder {
  readonly #children: readonly Shredder[]
  readonly #map: boolean
  readonly #optional: number
  readonly #level: number

  constructor(node: Group, repetition: number) {
    const [repeated] = node.children as readonly Group[]
    this.#map = node.kind === 'map'
    this.#optional = node.repetition === 'optional' ? 1 : 0
    this.#level = repetition + 1
    this.#children = repeated.children.map(child => shredderOf(child, this.#level))
  }

  add(value: Shreddable, repetition: number, definition: number): void {
    if (value === null || value === undefined) {
      this.skip(repetition, definition)
      return
    }
    const there = definition + this.#optional
    const lists = this.#map ? [(value as MapValue).keys, (value as MapValue).values] : [value as readonly HostValue[]]
    if (lists[0].length === 0) {
      this.skip(repetition, there)
      return
    }
    for (const [c, child] of this.#children.entries()) {
      const values = lists[c]
      for (let i = 0; i < values.length; i++) child.add(values[i], i === 0 ? repetition : this.#level, there + 1)
    }
  }

  skip(repetition: number, definition: number): void {
    for (const child of this.#children) child.skip(repetition, definition)
  }

  columns(): LeafColumn[] {
    return this.#children.flatMap(child => child.columns())
  }
}
