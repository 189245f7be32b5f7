import { type HostValue, listType, structType, type TypeName } from '@millrace/columns'
import type { HostAggregate } from './host-accumulator.ts'
import { type ValueKey, ValueKeys } from './value-keys.ts'

export interface ValueCount {
  readonly value: HostValue
  count: number
}

/** Different values and how often each came, in order of first appearance. */
export class ValueCounts {
  readonly #keys: ValueKeys
  readonly #counts = new Map<ValueKey | null, ValueCount>()

  constructor(keys: ValueKeys) {
    this.#keys = keys
  }

  get size(): number {
    return this.#counts.size
  }

  add(value: HostValue, times: number): void {
    const key = value === null ? null : this.#keys.of(value)
    const known = this.#counts.get(key)
    if (known === undefined) this.#counts.set(key, { value, count: times })
    else known.count += times
  }

  entries(): ValueCount[] {
    return [...this.#counts.values()]
  }
}

const VALUE_BYTES = 32

/** What aggregates whose state is ValueCounts have in common. */
export function valueCounts(
  type: TypeName,
): Pick<HostAggregate<ValueCounts>, 'stateType' | 'rowBytes' | 'initial' | 'update' | 'merge' | 'save' | 'load'> {
  const keys = new ValueKeys(type)
  const load = (saved: HostValue): ValueCounts => {
    const state = new ValueCounts(keys)
    const [values, counts] = saved as readonly [HostValue[], number[]]
    values.forEach((value, i) => {
      state.add(value, counts[i])
    })
    return state
  }
  return {
    stateType: structType([
      { name: 'values', type: listType(type) },
      { name: 'counts', type: 'list<double>' },
    ]),
    rowBytes: VALUE_BYTES,
    initial: () => new ValueCounts(keys),
    update(state, value) {
      state.add(value, 1)
      return state
    },
    merge(state, later) {
      for (const { value, count } of later.entries()) state.add(value, count)
      return state
    },
    save(state) {
      const entries = state.entries()
      return [entries.map(e => e.value), entries.map(e => e.count)]
    },
    load,
  }
}
