/** Values that are collected before they are sorted in. */
const HEAD_SIZE = 50_000
/** Samples from which on they are compressed. */
const COMPRESS_FROM = 10_000

/** A value, how many more values than its predecessor it stands for at least, and how uncertain its rank is. */
interface Sample {
  readonly value: number
  g: number
  readonly delta: number
}

/** The order of sorted values: -0 is below 0, so that where the rows were cut does not show. */
const isBelow = (a: number, b: number): boolean => a < b || (a === 0 && b === 0 && 1 / a < 1 / b)

/**
 * Quantiles of any number of values within a relative error of the rank, in bounded memory: Greenwald and Khanna, Space-efficient
 * Online Computation of Quantile Summaries (2001), with the buffer, the merge and the query of Spark's QuantileSummaries.
 */
export class QuantileSummary {
  readonly #error: number
  #head: number[] = []
  #samples: Sample[] = []
  #count = 0

  /** @param error largest error of a rank, as a share of the number of values */
  constructor(error: number) {
    this.#error = error
  }

  get isEmpty(): boolean {
    return this.#count === 0 && this.#head.length === 0
  }

  insert(value: number): void {
    this.#head.push(value)
    if (this.#head.length < HEAD_SIZE) return
    this.#insertHead()
    if (this.#samples.length >= COMPRESS_FROM) this.#compressSamples(2 * this.#error * this.#count)
  }

  /** Sorts in what is waiting and drops samples that the error allows to do without. */
  compress(): void {
    if (this.#head.length === 0) return
    this.#insertHead()
    this.#compressSamples(2 * this.#error * this.#count)
  }

  /** Adds another summary of the same error. */
  merge(other: QuantileSummary): void {
    this.compress()
    other.compress()
    if (other.#count === 0) return
    if (this.#count === 0) {
      this.#samples = other.#samples
      this.#count = other.#count
      return
    }
    const mine = this.#samples
    const theirs = other.#samples
    // Between samples of one side those of the other are as uncertain as its error is large.
    const mineUncertain = Math.floor(2 * this.#error * other.#count)
    const theirsUncertain = Math.floor(2 * this.#error * this.#count)
    const merged: Sample[] = []
    let i = 0
    let j = 0
    while (i < mine.length && j < theirs.length) {
      if (isBelow(mine[i].value, theirs[j].value)) {
        const s = mine[i++]
        merged.push({ ...s, delta: s.delta + (j > 0 ? mineUncertain : 0) })
      } else {
        const s = theirs[j++]
        merged.push({ ...s, delta: s.delta + (i > 0 ? theirsUncertain : 0) })
      }
    }
    merged.push(...mine.slice(i), ...theirs.slice(j))
    this.#samples = merged
    this.#count += other.#count
    this.#compressSamples(2 * this.#error * this.#count)
  }

  /** The values of these quantiles (0 to 1). Undefined without values. */
  query(quantiles: readonly number[]): number[] | undefined {
    this.compress()
    const samples = this.#samples
    if (samples.length === 0) return undefined
    const allowed = samples.reduce((most, s) => Math.max(most, s.delta + s.g), 0) / 2
    return quantiles.map(quantile => {
      if (quantile <= this.#error || samples.length === 1) return samples[0].value
      if (quantile >= 1 - this.#error) return samples[samples.length - 1].value
      const rank = Math.ceil(quantile * this.#count)
      let least = 0
      for (let i = 0; i < samples.length - 1; i++) {
        least += samples[i].g
        if (least + samples[i].delta - allowed <= rank && rank <= least + allowed) return samples[i].value
      }
      return samples[samples.length - 1].value
    })
  }

  /** Values, g and delta of the samples, and the number of values. */
  save(): readonly [number[], number[], number[], number] {
    this.compress()
    const samples = this.#samples
    return [samples.map(s => s.value), samples.map(s => s.g), samples.map(s => s.delta), this.#count]
  }

  static load(
    error: number,
    [values, gs, deltas, count]: readonly [number[], number[], number[], number],
  ): QuantileSummary {
    const summary = new QuantileSummary(error)
    summary.#samples = values.map((value, i) => ({ value, g: gs[i], delta: deltas[i] }))
    summary.#count = count
    return summary
  }

  #insertHead(): void {
    const sorted = Float64Array.from(this.#head).sort()
    const old = this.#samples
    const samples: Sample[] = []
    let at = 0
    for (let i = 0; i < sorted.length; i++) {
      const value = sorted[i]
      while (at < old.length && !isBelow(value, old[at].value)) samples.push(old[at++])
      this.#count++
      const isEnd = samples.length === 0 || (at === old.length && i === sorted.length - 1)
      samples.push({ value, g: 1, delta: isEnd ? 0 : Math.floor(2 * this.#error * this.#count) })
    }
    for (; at < old.length; at++) samples.push(old[at])
    this.#samples = samples
    this.#head = []
  }

  /** Joins neighbours as long as together they are below the threshold; the first and the last sample stay. */
  #compressSamples(threshold: number): void {
    const samples = this.#samples
    if (samples.length === 0) return
    const kept: Sample[] = []
    let head = { ...samples[samples.length - 1] }
    for (let i = samples.length - 2; i >= 1; i--) {
      if (samples[i].g + head.g + head.delta < threshold) head.g += samples[i].g
      else {
        kept.push(head)
        head = { ...samples[i] }
      }
    }
    kept.push(head)
    if (samples.length > 1 && samples[0].value <= head.value) kept.push(samples[0])
    this.#samples = kept.reverse()
  }
}
