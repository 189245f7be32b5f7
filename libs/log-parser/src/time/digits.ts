import { isDigit } from '../web-log/bytes.ts'

/** The number that `count` digits at `at` write, or -1 where there are others or too few bytes. */
export function fixedDigits(bytes: Uint8Array, at: number, count: number, end: number): number {
  if (at + count > end) return -1
  let value = 0
  for (let i = at; i < at + count; i++) {
    if (!isDigit(bytes[i])) return -1
    value = value * 10 + (bytes[i] - 0x30)
  }
  return value
}

/** The number of digits from `at` on. */
export function digitsAt(bytes: Uint8Array, at: number, end: number): number {
  let i = at
  while (i < end && isDigit(bytes[i])) i++
  return i - at
}

/** Digits after a decimal point as millionths; those beyond the sixth are cut off. */
export function millionths(bytes: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let i = 0; i < 6; i++) value = value * 10 + (i < count ? bytes[at + i] - 0x30 : 0)
  return value
}
