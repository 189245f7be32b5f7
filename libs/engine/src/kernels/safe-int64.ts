import type { FixedColumn } from '@millrace/columns'

const known = new WeakMap<FixedColumn, boolean>()

/** True when a double holds every value of the int64 or timestamp column exactly. What null rows hold is looked at as well. */
export function allSafe(column: FixedColumn): boolean {
  let safe = known.get(column)
  if (safe === undefined) {
    safe = scan(column)
    known.set(column, safe)
  }
  return safe
}

function scan({ values, length }: FixedColumn): boolean {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2)
  // The high word of a value within 2^53 lies within 2^21; -2^53 itself is left to BigInt.
  for (let i = 0; i < length; i++) {
    const high = words[2 * i + 1]
    if (high >= 2097152 || high < -2097152 || (high === -2097152 && words[2 * i] === 0)) return false
  }
  return true
}
