import type { ColumnBatch, Schema } from '@millrace/columns'
import { type HostJson, hostFromJson } from '../kernels/host-json.ts'
import { columnOfHosts } from '../operators/host-values.ts'
import type { MainTransform } from '../plan/main-stage.ts'
import { decodeJson } from './json-codec.ts'

/** What a program keeps for one key, as the checkpoint holds it. */
export interface StoredEntry {
  readonly key: readonly HostJson[]
  readonly cells: Readonly<Record<string, { readonly value: HostJson; readonly updated: number }>>
  readonly timers: readonly number[]
  /** Ascends in the order in which keys came; missing where checkpoints are older than this. */
  readonly order?: number
}

/** Keys with their entries, as deltas and pieces of snapshots hold them; null: the key has none any more. */
export type StoredEntries = readonly (readonly [id: string, entry: StoredEntry | null])[]

/** The states that a program asked for; their values are in the entries. */
export type StoredStates = readonly (readonly [name: string, kind: string, type: string])[]

/** Begins a delta or a snapshot, before its entries. */
export const statesElement = (states: StoredStates): readonly [id: null, states: StoredStates] => [null, states]

/** What a delta or a piece of a snapshot holds; no states where it is a further piece or older than `statesElement`. */
export function readStored(bytes: Uint8Array): { readonly states: StoredStates; readonly entries: StoredEntries } {
  const elements = decodeJson(bytes) as StoredEntries | readonly [ReturnType<typeof statesElement>, ...StoredEntries]
  const [first, ...entries] = elements
  if (first === undefined || first[0] !== null) return { states: [], entries: elements as StoredEntries }
  return { states: first[1], entries: entries as StoredEntries }
}

/** A row for each key: the key's columns, `states` (JSON by the name of the state) and `timers` (milliseconds since 1970). */
export function storedRows(keys: Schema, entries: readonly (readonly [string, StoredEntry])[]): ColumnBatch {
  const schema: Schema = [
    ...keys,
    { name: 'states', type: 'string', nullable: false },
    { name: 'timers', type: 'string', nullable: false },
  ]
  const stored = entries.map(([, entry]) => entry)
  const states = ({ cells }: StoredEntry): string =>
    JSON.stringify(Object.fromEntries(Object.entries(cells).map(([name, { value }]) => [name, value])))
  return {
    schema,
    length: stored.length,
    columns: [
      ...keys.map(({ type }, i) =>
        columnOfHosts(
          type,
          stored.map(entry => hostFromJson(type, entry.key[i])),
        ),
      ),
      columnOfHosts('string', stored.map(states)),
      columnOfHosts(
        'string',
        stored.map(entry => JSON.stringify(entry.timers)),
      ),
    ],
  }
}

/** The state of a program that is not here to say what it means. */
export class StoredTransform {
  readonly operatorName = 'transformWithStateExec'
  readonly #keys: Schema
  readonly #entries = new Map<string, StoredEntry>()

  constructor({ keys, input }: MainTransform) {
    this.#keys = keys.map(k => input.schema[k])
  }

  apply(delta: Uint8Array): void {
    for (const [id, stored] of readStored(delta).entries) {
      if (stored === null) this.#entries.delete(id)
      else this.#entries.set(id, stored)
    }
  }

  restore(piece: Uint8Array, _evictionMs = 0, isFirst = true): void {
    if (isFirst) this.#entries.clear()
    this.apply(piece)
  }

  stateRows(): ColumnBatch {
    return storedRows(this.#keys, [...this.#entries])
  }
}
