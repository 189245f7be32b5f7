import { withRoom } from '../../operators/aggregate/arrays.ts'

/** Microseconds of a bucket at first. */
const WIDTH = 1_000_000
/** More buckets than this are brought together. */
const MOST_BUCKETS = 2048

/** Ids by the time when each is over, in buckets of time: taking out what is over looks at that, and at one bucket besides. */
export class ExpiryQueue {
  #width = WIDTH
  /** By bucket its first id, by id the ones after and before it there; all plus 1, 0 is none. */
  readonly #first = new Map<number, number>()
  #next = new Int32Array(16)
  #previous = new Int32Array(16)
  #ends = new Float64Array(16)

  get byteSize(): number {
    return this.#next.byteLength + this.#previous.byteLength + this.#ends.byteLength + this.#first.size * 32
  }

  /** When an id that was added is over, in microseconds. */
  end(id: number): number {
    return this.#ends[id]
  }

  /** Adds an id; one whose end is infinite is never over. */
  add(id: number, end: number): void {
    this.#next = withRoom(this.#next, id + 1)
    this.#previous = withRoom(this.#previous, id + 1)
    this.#ends = withRoom(this.#ends, id + 1)
    this.#ends[id] = end
    if (end === Number.POSITIVE_INFINITY) return
    this.#link(id)
    if (this.#first.size > MOST_BUCKETS) this.#widen()
  }

  /** Takes out an id; one that was taken out already stays so. */
  remove(id: number): void {
    if (this.#ends[id] === Number.POSITIVE_INFINITY) return
    const [next, previous] = [this.#next[id], this.#previous[id]]
    if (next > 0) this.#previous[next - 1] = previous
    if (previous > 0) this.#next[previous - 1] = next
    else if (next > 0) this.#first.set(this.#bucket(id), next)
    else this.#first.delete(this.#bucket(id))
  }

  /** When the first id is over; infinite when none ever is. */
  first(): number {
    let first = Number.POSITIVE_INFINITY
    for (const bucket of this.#first.keys()) if (bucket < first) first = bucket
    let end = Number.POSITIVE_INFINITY
    for (let id = (this.#first.get(first) ?? 0) - 1; id >= 0; id = this.#next[id] - 1)
      if (this.#ends[id] < end) end = this.#ends[id]
    return end
  }

  /** Takes out the ids that are over at a time, in any order. */
  take(time: number): Int32Array {
    const over: number[] = []
    const bucketOfTime = Math.floor(time / this.#width)
    for (const [bucket, first] of [...this.#first]) {
      if (bucket > bucketOfTime) continue
      for (let id = first - 1; id >= 0; id = this.#next[id] - 1) if (this.#ends[id] <= time) over.push(id)
      if (bucket < bucketOfTime) this.#first.delete(bucket)
    }
    for (const id of over) {
      if (this.#bucket(id) === bucketOfTime) this.remove(id)
      this.#ends[id] = Number.POSITIVE_INFINITY
    }
    return Int32Array.from(over)
  }

  #bucket(id: number): number {
    return Math.floor(this.#ends[id] / this.#width)
  }

  #link(id: number): void {
    const bucket = this.#bucket(id)
    const first = this.#first.get(bucket) ?? 0
    this.#next[id] = first
    this.#previous[id] = 0
    if (first > 0) this.#previous[first - 1] = id + 1
    this.#first.set(bucket, id + 1)
  }

  /** Makes buckets wider until they are half as many. */
  #widen(): void {
    const ids: number[] = []
    for (const first of this.#first.values()) for (let id = first - 1; id >= 0; id = this.#next[id] - 1) ids.push(id)
    let buckets = new Set(this.#first.keys())
    while (buckets.size > MOST_BUCKETS / 2) {
      this.#width *= 2
      buckets = new Set([...buckets].map(bucket => Math.floor(bucket / 2)))
    }
    this.#first.clear()
    for (const id of ids) this.#link(id)
  }
}
