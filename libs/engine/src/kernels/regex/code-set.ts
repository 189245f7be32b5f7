const LAST = 0x10ffff

/** A set of code points: sorted ranges that do not touch, `[from, to, from, to ...]`, both ends included. */
export class CodeSet {
  readonly ranges: readonly number[]
  /** 1 for the members among the first 256 code points. */
  readonly #latin = new Uint8Array(256)

  private constructor(ranges: readonly number[]) {
    this.ranges = ranges
    for (let i = 0; i < ranges.length && ranges[i] < 256; i += 2) {
      this.#latin.fill(1, ranges[i], Math.min(ranges[i + 1], 255) + 1)
    }
  }

  static readonly all = new CodeSet([0, LAST])
  static readonly none = new CodeSet([])

  /** The set of ranges in any order, which may overlap. */
  static of(...ranges: readonly (readonly [from: number, to: number])[]): CodeSet {
    const merged: number[] = []
    for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
      const last = merged.length - 1
      if (last > 0 && from <= merged[last] + 1) merged[last] = Math.max(merged[last], to)
      else merged.push(from, to)
    }
    return new CodeSet(merged)
  }

  /** The set of a string's code points. */
  static ofCharacters(characters: string): CodeSet {
    return CodeSet.of(...Array.from(characters, (c): [number, number] => [c.codePointAt(0)!, c.codePointAt(0)!]))
  }

  has(c: number): boolean {
    if (c < 256) return this.#latin[c] === 1
    const { ranges } = this
    let low = 0
    let high = ranges.length >> 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (c > ranges[2 * middle + 1]) low = middle + 1
      else high = middle
    }
    return 2 * low < ranges.length && c >= ranges[2 * low]
  }

  get isEmpty(): boolean {
    return this.ranges.length === 0
  }

  /** The only member, or undefined. */
  get single(): number | undefined {
    return this.ranges.length === 2 && this.ranges[0] === this.ranges[1] ? this.ranges[0] : undefined
  }

  pairs(): [number, number][] {
    return Array.from({ length: this.ranges.length / 2 }, (_, i) => [this.ranges[2 * i], this.ranges[2 * i + 1]])
  }

  union(other: CodeSet): CodeSet {
    return CodeSet.of(...this.pairs(), ...other.pairs())
  }

  negate(): CodeSet {
    const out: number[] = []
    let from = 0
    for (const [a, b] of this.pairs()) {
      if (a > from) out.push(from, a - 1)
      from = b + 1
    }
    if (from <= LAST) out.push(from, LAST)
    return new CodeSet(out)
  }

  intersect(other: CodeSet): CodeSet {
    return this.negate().union(other.negate()).negate()
  }

  /** With the other case of its members: of ASCII letters, or of all letters (by their simple mappings). */
  ignoringCase(unicode: boolean): CodeSet {
    const added: [number, number][] = []
    if (unicode) {
      for (const letters of caseClasses()) {
        if (letters.some(c => this.has(c))) for (const c of letters) added.push([c, c])
      }
    } else {
      for (let c = 65; c <= 90; c++) if (this.has(c) || this.has(c + 32)) added.push([c, c], [c + 32, c + 32])
    }
    return added.length === 0 ? this : CodeSet.of(...this.pairs(), ...added)
  }
}

const single = (c: number, text: string): number => (text.length <= (c > 0xffff ? 2 : 1) ? text.codePointAt(0)! : c)

/** Java's folding of a code point: the lower case of its upper case, where those are single code points. */
export function foldCase(c: number): number {
  const upper = single(c, String.fromCodePoint(c).toUpperCase())
  return single(upper, String.fromCodePoint(upper).toLowerCase())
}

let classes: number[][] | undefined

/** Code points that differ only in case, in classes of two or more. */
function caseClasses(): number[][] {
  if (classes === undefined) {
    const byFold = new Map<number, number[]>()
    for (const [from, to] of CASED) {
      for (let c = from; c <= to; c++) {
        const fold = foldCase(c)
        const members = byFold.get(fold)
        if (members === undefined) byFold.set(fold, [c])
        else members.push(c)
      }
    }
    classes = [...byFold.values()].filter(members => members.length > 1)
  }
  return classes
}

/** Blocks of Unicode that have letters with a case. */
const CASED: readonly (readonly [number, number])[] = [
  [0x41, 0x587],
  [0x10a0, 0x1cbf],
  [0x1d79, 0x2184],
  [0x24b6, 0x24e9],
  [0x2c00, 0x2d2d],
  [0xa640, 0xa7ff],
  [0xab53, 0xabbf],
  [0xff21, 0xff5a],
  [0x10400, 0x10cff],
  [0x118a0, 0x118df],
  [0x16e40, 0x16e7f],
  [0x1e900, 0x1e943],
]
