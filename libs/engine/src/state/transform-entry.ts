import type { HostValue, Schema, TypeName } from '@millrace/columns'
import { type HostJson, hostFromJson, hostToJson } from '../kernels/host-json.ts'
import type { StoredEntry } from './stored-transform.ts'

/** Rough sizes: what an entry is kept in, what a cell or an object is, a number or what refers to a text. */
const ENTRY_BYTES = 400
const CELL_BYTES = 100
const VALUE_BYTES = 16

/** One named state of one key: its values, and when they were last updated (milliseconds since 1970). */
export interface Cell {
  value: HostValue | HostValue[] | Map<string, HostValue>
  updated: number
}

/** Everything of one key. */
export interface Entry {
  readonly key: readonly HostValue[]
  readonly cells: Map<string, Cell>
  readonly timers: Set<number>
}

/** A state that a program asked for. */
export interface Declaration {
  readonly kind: 'value' | 'list' | 'map'
  readonly type: TypeName
  readonly ttlMs: number
}

/** Finds the declaration of a state by its name, or throws. */
export type Declared = (name: string) => Declaration

export function storedEntry({ key, cells, timers }: Entry, keySchema: Schema, declared: Declared): StoredEntry {
  const stored = [...cells].map(([name, { value, updated }]) => {
    const { kind, type } = declared(name)
    const json =
      kind === 'value'
        ? hostToJson(type, value as HostValue)
        : kind === 'list'
          ? (value as HostValue[]).map(v => hostToJson(type, v))
          : Object.fromEntries([...(value as Map<string, HostValue>)].map(([k, v]) => [k, hostToJson(type, v)]))
    return [name, { value: json, updated }] as const
  })
  return {
    key: key.map((v, i) => hostToJson(keySchema[i].type, v)),
    cells: Object.fromEntries(stored),
    timers: [...timers],
  }
}

export function restoredEntry({ key, cells, timers }: StoredEntry, keySchema: Schema, declared: Declared): Entry {
  const restored = Object.entries(cells).map(([name, { value, updated }]): [string, Cell] => {
    const { kind, type } = declared(name)
    if (kind === 'value') return [name, { value: hostFromJson(type, value), updated }]
    if (kind === 'list') return [name, { value: (value as HostJson[]).map(v => hostFromJson(type, v)), updated }]
    const entries = Object.entries(value as Record<string, HostJson>)
    return [name, { value: new Map(entries.map(([k, v]) => [k, hostFromJson(type, v)])), updated }]
  })
  return {
    key: key.map((v, i) => hostFromJson(keySchema[i].type, v)),
    cells: new Map(restored),
    timers: new Set(timers),
  }
}

/** Roughly the bytes that an entry has in memory. */
export function entrySize({ key, cells, timers }: Entry): number {
  let size = ENTRY_BYTES + timers.size * VALUE_BYTES
  for (const value of key) size += hostSize(value)
  for (const { value } of cells.values()) {
    size += CELL_BYTES
    if (value instanceof Map) for (const [name, v] of value) size += CELL_BYTES + 2 * name.length + hostSize(v)
    else size += hostSize(value)
  }
  return size
}

function hostSize(value: HostValue | HostValue[]): number {
  if (typeof value === 'string') return VALUE_BYTES + 2 * value.length
  if (value === null || typeof value !== 'object') return VALUE_BYTES
  if (value instanceof Uint8Array) return CELL_BYTES + value.length
  let size = CELL_BYTES
  for (const part of Object.values(value)) size += hostSize(part)
  return size
}
