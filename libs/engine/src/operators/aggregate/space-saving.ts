import { type HostValue, listType, structType, type TypeName } from '@millrace/columns'
import type { HostAggregate } from './host-accumulator.ts'
import type { ValueCount } from './value-counts.ts'
import { type ValueKey, ValueKeys } from './value-keys.ts'

interface Counter extends ValueCount {
  readonly key: ValueKey | null
}

/**
 * The most frequent of any number of values in bounded memory: Metwally, Agrawal and El Abbadi's Space-Saving. When all counters are
 * taken, a new value takes over the smallest one with its count, so counts are never too low. The counters are a heap by count.
 */
export class SpaceSaving {
  readonly #keys: ValueKeys
  readonly #capacity: number
  readonly #heap: Counter[] = []
  readonly #places = new Map<ValueKey | null, number>()

  constructor(keys: ValueKeys, capacity: number) {
    this.#keys = keys
    this.#capacity = capacity
  }

  add(value: HostValue, times: number): void {
    const key = value === null ? null : this.#keys.of(value)
    const place = this.#places.get(key)
    if (place !== undefined) {
      this.#heap[place].count += times
      this.#sink(place)
    } else if (this.#heap.length < this.#capacity) {
      this.#places.set(key, this.#heap.length)
      this.#heap.push({ key, value, count: times })
      this.#rise(this.#heap.length - 1)
    } else {
      const least = this.#heap[0]
      this.#places.delete(least.key)
      this.#heap[0] = { key, value, count: least.count + times }
      this.#places.set(key, 0)
      this.#sink(0)
    }
  }

  entries(): ValueCount[] {
    return [...this.#heap]
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1
      if (this.#heap[parent].count <= this.#heap[at].count) return
      this.#swap(at, parent)
      at = parent
    }
  }

  #sink(from: number): void {
    const heap = this.#heap
    for (let at = from; ; ) {
      let child = 2 * at + 1
      if (child >= heap.length) return
      if (child + 1 < heap.length && heap[child + 1].count < heap[child].count) child++
      if (heap[child].count >= heap[at].count) return
      this.#swap(at, child)
      at = child
    }
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap
    const moved = heap[a]
    heap[a] = heap[b]
    heap[b] = moved
    this.#places.set(heap[a].key, a)
    this.#places.set(heap[b].key, b)
  }

  /** All of an aggregate over values of a type but its result. */
  static aggregate(type: TypeName, capacity: number): Omit<HostAggregate<SpaceSaving>, 'type' | 'result'> {
    const keys = new ValueKeys(type)
    const initial = (): SpaceSaving => new SpaceSaving(keys, capacity)
    return {
      stateType: structType([
        { name: 'values', type: listType(type) },
        { name: 'counts', type: 'list<double>' },
      ]),
      nulls: 'seen',
      rowBytes: 1,
      initial,
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
      load(saved) {
        const state = initial()
        const [values, counts] = saved as readonly [HostValue[], number[]]
        values.forEach((value, i) => {
          state.add(value, counts[i])
        })
        return state
      },
    }
  }
}
