import { fromWords, highWord, lowWord, withHigh, withoutLow } from './words.ts'

const B1 = 715094163
const B2 = 696219795
const C = 0.5428571428571428
const D = -0.7053061224489796
const E = 1.4142857142857144
const F = 1.6071428571428572
const G = 0.35714285714285715

/** The cube root as fdlibm's s_cbrt.c computes it. */
export function cbrt(given: number): number {
  const x = Math.abs(given)
  const high = highWord(x)
  if (high >= 0x7ff00000 || x === 0) return given
  let t: number
  if (high < 0x00100000) {
    const scaled = 2 ** 54 * x
    t = fromWords(Math.trunc(highWord(scaled) / 3) + B2, 0)
  } else t = fromWords(Math.trunc(high / 3) + B1, 0)
  let r = (t * t) / x
  let s = C + r * t
  t *= G + F / (s + E + D / s)
  t = fromWords(highWord(t) + 1, 0)
  s = t * t
  r = x / s
  const w = t + t
  r = (r - t) / (w + r)
  t += t * r
  return given < 0 ? -t : t
}

/** The length of a hypotenuse as fdlibm's e_hypot.c computes it. */
export function hypot(x: number, y: number): number {
  let a = Math.abs(x)
  let b = Math.abs(y)
  if (a === Infinity || b === Infinity) return Infinity
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN
  let ha = highWord(a)
  let hb = highWord(b)
  if (hb > ha) {
    ;[a, b] = [b, a]
    ;[ha, hb] = [hb, ha]
  }
  if (ha - hb > 0x3c00000) return a + b
  let k = 0
  if (ha > 0x5f300000) {
    ha -= 0x25800000
    hb -= 0x25800000
    k += 600
    a = withHigh(a, ha)
    b = withHigh(b, hb)
  }
  if (hb < 0x20b00000) {
    if (hb <= 0x000fffff) {
      if ((hb | lowWord(b)) === 0) return a
      const t1 = fromWords(0x7fd00000, 0)
      b *= t1
      a *= t1
      k -= 1022
    } else {
      ha += 0x25800000
      hb += 0x25800000
      k -= 600
      a = withHigh(a, ha)
      b = withHigh(b, hb)
    }
  }
  let w = a - b
  if (w > b) {
    const t1 = withoutLow(a)
    const t2 = a - t1
    w = Math.sqrt(t1 * t1 - (b * -b - t2 * (a + t1)))
  } else {
    a += a
    const y1 = withoutLow(b)
    const y2 = b - y1
    const t1 = fromWords(highWord(a), 0)
    const t2 = a - t1
    w = Math.sqrt(t1 * y1 - (w * -w - (t1 * y2 + t2 * b)))
  }
  if (k === 0) return w
  const scale = withHigh(1, highWord(1) + (k << 20))
  return scale * w
}
