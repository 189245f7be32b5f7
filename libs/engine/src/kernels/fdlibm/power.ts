import { fromWords, highWord, lowWord, scalb, withHigh, withoutLow } from './words.ts'

const BP = [1, 1.5]
const DP_H = [0, 0.5849624872207642]
const DP_L = [0, 1.350039202129749e-8]
const HUGE = 1e300
const TINY = 1e-300
const L1 = 0.5999999999999946
const L2 = 0.4285714285785502
const L3 = 0.33333332981837743
const L4 = 0.272728123808534
const L5 = 0.23066074577556175
const L6 = 0.20697501780033842
const P1 = 0.16666666666666602
const P2 = -0.0027777777777015593
const P3 = 6.613756321437934e-5
const P4 = -1.6533902205465252e-6
const P5 = 4.1381367970572385e-8
const LG2 = Math.LN2
const LG2_H = 0.6931471824645996
const LG2_L = -1.904654299957768e-9
const OVT = 8.008566259537294e-17
const CP = 0.9617966939259756
const CP_H = 0.9617967009544373
const CP_L = -7.028461650952758e-9
const IVLN2 = Math.LOG2E
const IVLN2_H = 1.4426950216293335
const IVLN2_L = 1.9259629911266175e-8

/** 0 where y is no integer, 1 where it is an odd one, 2 where it is even. */
function parity(y: number): 0 | 1 | 2 {
  if (!Number.isInteger(y)) return 0
  return Math.abs(y) < 2 ** 53 && Math.abs(y) % 2 === 1 ? 1 : 2
}

/** x^y as fdlibm's e_pow.c computes it. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN
  const hx = highWord(x)
  const hy = highWord(y)
  const ix = hx & 0x7fffffff
  const iy = hy & 0x7fffffff
  const yIsInteger = hx < 0 ? parity(y) : 0
  if (Math.abs(y) === Infinity) {
    if (Math.abs(x) === 1) return Number.NaN
    if (Math.abs(x) > 1) return y > 0 ? Infinity : 0
    return y > 0 ? 0 : Infinity
  }
  if (y === 1) return x
  if (y === -1) return 1 / x
  if (y === 2) return x * x
  if (y === 0.5 && hx >= 0) return Math.sqrt(x)
  const ax = Math.abs(x)
  if (ax === Infinity || ax === 0 || ax === 1) {
    const z = y < 0 ? 1 / ax : ax
    if (hx >= 0) return z
    if (ax === 1 && yIsInteger === 0) return Number.NaN
    return yIsInteger === 1 ? -z : z
  }
  if (hx < 0 && yIsInteger === 0) return Number.NaN
  const sign = hx < 0 && yIsInteger === 1 ? -1 : 1
  const [t1, t2] = iy > 0x41e00000 ? [Number.NaN, Number.NaN] : logarithm(ax)
  if (iy > 0x41e00000) {
    if (iy > 0x43f00000) {
      if (ix <= 0x3fefffff) return hy < 0 ? Infinity : 0
      if (ix >= 0x3ff00000) return hy > 0 ? Infinity : 0
    }
    if (ix < 0x3fefffff) return hy < 0 ? sign * HUGE * HUGE : sign * TINY * TINY
    if (ix > 0x3ff00000) return hy > 0 ? sign * HUGE * HUGE : sign * TINY * TINY
    const t = ax - 1
    const w = t * t * (0.5 - t * (0.3333333333333333 - t * 0.25))
    const u = IVLN2_H * t
    const v = t * IVLN2_L - w * IVLN2
    const near = withoutLow(u + v)
    return raised(y, near, v - (near - u), sign)
  }
  return raised(y, t1, t2, sign)
}

/** The logarithm of x to the base 2, in two parts. */
function logarithm(given: number): readonly [number, number] {
  let x = given
  let n = 0
  let ix = highWord(x)
  if (ix < 0x00100000) {
    x *= 2 ** 53
    n -= 53
    ix = highWord(x)
  }
  n += (ix >> 20) - 0x3ff
  const j = ix & 0x000fffff
  ix = j | 0x3ff00000
  let k: 0 | 1
  if (j <= 0x3988e) k = 0
  else if (j < 0xbb67a) k = 1
  else {
    k = 0
    n += 1
    ix -= 0x00100000
  }
  x = withHigh(x, ix)
  const u = x - BP[k]
  const v = 1 / (x + BP[k])
  const ss = u * v
  const sh = withoutLow(ss)
  let th = fromWords(((ix >> 1) | 0x20000000) + 0x00080000 + (k << 18), 0)
  let tl = x - (th - BP[k])
  const sl = v * (u - sh * th - sh * tl)
  let s2 = ss * ss
  let r = s2 * s2 * (L1 + s2 * (L2 + s2 * (L3 + s2 * (L4 + s2 * (L5 + s2 * L6)))))
  r += sl * (sh + ss)
  s2 = sh * sh
  th = withoutLow(3 + s2 + r)
  tl = r - (th - 3 - s2)
  const a = sh * th
  const b = sl * th + tl * ss
  const ph = withoutLow(a + b)
  const pl = b - (ph - a)
  const zh = CP_H * ph
  const zl = CP_L * ph + pl * CP + DP_L[k]
  const t1 = withoutLow(zh + zl + DP_H[k] + n)
  return [t1, zl - (t1 - n - DP_H[k] - zh)]
}

/** 2^(y * (t1 + t2)) with a sign. */
function raised(y: number, t1: number, t2: number, sign: number): number {
  const y1 = withoutLow(y)
  const pl = (y - y1) * t1 + y * t2
  let ph = y1 * t1
  let z = pl + ph
  const j = highWord(z)
  const i = lowWord(z)
  if (j >= 0x40900000) {
    if (((j - 0x40900000) | i) !== 0 || pl + OVT > z - ph) return sign * HUGE * HUGE
  } else if ((j & 0x7fffffff) >= 0x4090cc00) {
    if (((j - (0xc090cc00 | 0)) | i) !== 0 || pl <= z - ph) return sign * TINY * TINY
  }
  const exponent = j & 0x7fffffff
  let k = (exponent >> 20) - 0x3ff
  let n = 0
  if (exponent > 0x3fe00000) {
    n = j + (0x00100000 >> (k + 1))
    k = ((n & 0x7fffffff) >> 20) - 0x3ff
    const t = fromWords(n & ~(0x000fffff >> k), 0)
    n = ((n & 0x000fffff) | 0x00100000) >> (20 - k)
    if (j < 0) n = -n
    ph -= t
  }
  const t = withoutLow(pl + ph)
  const u = t * LG2_H
  const v = (pl - (t - ph)) * LG2 + t * LG2_L
  z = u + v
  const w = v - (z - u)
  const s = z * z
  const c = z - s * (P1 + s * (P2 + s * (P3 + s * (P4 + s * P5))))
  const r = (z * c) / (c - 2) - (w + z * w)
  z = 1 - (r - z)
  const high = highWord(z) + (n << 20)
  return sign * (high >> 20 <= 0 ? scalb(z, n) : withHigh(z, high))
}
