import { JavaRandom } from './java-random.ts'

/** Hive's seed. */
const SEED = 31183

/** A bin: its centre and how many values are in it. */
export interface Bin {
  x: number
  y: number
}

/**
 * A histogram of a bounded number of bins of their own widths: Ben-Haim and Tom-Tov, A Streaming Parallel Decision Tree Algorithm
 * (2010), with the choices of Hive's NumericHistogram, which Spark uses.
 */
export class NumericHistogram {
  readonly #limit: number
  readonly bins: Bin[]
  readonly random: JavaRandom

  constructor(limit: number, bins: Bin[] = [], random = JavaRandom.seeded(SEED)) {
    this.#limit = limit
    this.bins = bins
    this.random = random
  }

  add(value: number): void {
    const { bins } = this
    let low = 0
    let high = bins.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (bins[middle].x < value) low = middle + 1
      else high = middle
    }
    if (bins[low]?.x === value) bins[low].y++
    else {
      bins.splice(low, 0, { x: value, y: 1 })
      this.#trim()
    }
  }

  merge(other: NumericHistogram): void {
    this.bins.push(...other.bins)
    this.bins.sort((a, b) => a.x - b.x)
    this.#trim()
  }

  /** Joins the two nearest bins, one pair of equally near ones by chance, until there are few enough. */
  #trim(): void {
    const { bins } = this
    while (bins.length > this.#limit) {
      let least = bins[1].x - bins[0].x
      let at = 0
      let ties = 1
      for (let i = 1; i < bins.length - 1; i++) {
        const gap = bins[i + 1].x - bins[i].x
        if (gap < least) {
          least = gap
          at = i
          ties = 1
        } else if (gap === least && this.random.double() <= 1 / ++ties) at = i
      }
      const [a, b] = [bins[at], bins[at + 1]]
      const y = a.y + b.y
      a.x = a.x * (a.y / y) + (b.x / y) * b.y
      a.y = y
      bins.splice(at + 1, 1)
    }
  }
}
