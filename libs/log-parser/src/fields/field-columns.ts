import type { Column, Schema } from '@millrace/columns'
import type { ColumnNeed } from '../line-parser.ts'
import type { TextDecoding } from './field.ts'
import { LongIntegers, SmallIntegers } from './number-columns.ts'
import { TextColumn } from './text-column.ts'

type Builder = TextColumn | SmallIntegers | LongIntegers

/** The columns of a schema that are asked for. One that no field has taken is null in every row. */
export class FieldColumns {
  readonly #builders = new Map<string, Builder>()
  readonly #taken = new Set<string>()

  constructor(
    schema: Schema,
    needs: Readonly<Record<string, ColumnNeed>>,
    decodings: ReadonlyMap<string, TextDecoding>,
  ) {
    for (const { name, type } of schema) {
      const need = needs[name]
      if (need === undefined) continue
      if (type === 'int64' || type === 'timestamp') this.#builders.set(name, new LongIntegers(type))
      else if (type === 'int16' || type === 'int32') this.#builders.set(name, new SmallIntegers(type))
      else this.#builders.set(name, new TextColumn(need, decodings.get(name)))
    }
  }

  /** A column of text for a field to fill; null when it is not asked for, or another field has taken it. */
  takeText(name: string): TextColumn | null {
    const builder = this.#take(name)
    return builder instanceof TextColumn ? builder : null
  }

  takeSmall(name: string): SmallIntegers | null {
    const builder = this.#take(name)
    return builder instanceof SmallIntegers ? builder : null
  }

  takeLong(name: string): LongIntegers | null {
    const builder = this.#take(name)
    return builder instanceof LongIntegers ? builder : null
  }

  #take(name: string): Builder | undefined {
    if (this.#taken.has(name)) return undefined
    this.#taken.add(name)
    return this.#builders.get(name)
  }

  get byteSize(): number {
    let size = 0
    for (const builder of this.#builders.values()) if (builder instanceof TextColumn) size += builder.byteSize
    return size
  }

  reset(): void {
    for (const builder of this.#builders.values()) if (builder instanceof TextColumn) builder.reset()
  }

  /** Starts columns of at most `capacity` rows. */
  begin(capacity: number): void {
    for (const builder of this.#builders.values()) builder.begin(capacity)
  }

  finish(length: number): Record<string, Column> {
    const columns: Record<string, Column> = {}
    for (const [name, builder] of this.#builders) {
      if (builder instanceof TextColumn && !this.#taken.has(name)) builder.setAllNull(length)
      columns[name] = builder.finish(length)
    }
    return columns
  }
}
