import { type HostValue, type TypeName, typeParts } from '@millrace/columns'

/** Order of two values of one type, neither null at the top: negative, 0 or positive. */
export type HostComparator = (a: HostValue, b: HostValue) => number

/**
 * Spark's order of values: strings by their UTF-8 bytes, NaN above every number and equal to itself, -0.0 equal to 0.0; lists and
 * structs element by element, nulls inside first. Maps and calendar intervals have no order; theirs only finds equal ones.
 */
export function hostComparator(type: TypeName): HostComparator {
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'decimal':
      return compareNumbers
    case 'list': {
      const element = nullsFirst(hostComparator(parts.element))
      return (a, b) => compareLists(a as HostValue[], b as HostValue[], () => element)
    }
    case 'struct': {
      const members = parts.members.map(m => nullsFirst(hostComparator(m.type)))
      return (a, b) => compareLists(a as HostValue[], b as HostValue[], i => members[i])
    }
    case 'map':
      return compareTexts
    case 'simple':
      switch (parts.type) {
        case 'float':
        case 'double':
          return compareDoubles
        case 'string':
          return (a, b) => compareStrings(a as string, b as string)
        case 'binary':
          return (a, b) => Buffer.compare(a as Uint8Array, b as Uint8Array)
        case 'interval':
          return compareTexts
        default:
          return compareNumbers
      }
  }
}

/** The comparator with null below everything. */
export const nullsFirst =
  (compare: HostComparator): HostComparator =>
  (a, b) =>
    a === null ? (b === null ? 0 : -1) : b === null ? 1 : compare(a, b)

const compareNumbers: HostComparator = (a, b) =>
  (a as number | bigint) < (b as number | bigint) ? -1 : (a as number | bigint) > (b as number | bigint) ? 1 : 0

const compareDoubles: HostComparator = (a, b) => {
  const x = a as number
  const y = b as number
  return x < y ? -1 : x > y ? 1 : x === y ? 0 : Number(Number.isNaN(x)) - Number(Number.isNaN(y))
}

/** By code points, which is the order of UTF-8 bytes; JavaScript's own order is that of UTF-16. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    // Surrogates stand for code points above all others.
    const xHigh = x >= 0xd800 && x <= 0xdfff
    return xHigh === (y >= 0xd800 && y <= 0xdfff) ? x - y : xHigh ? 1 : -1
  }
  return a.length - b.length
}

function compareLists(a: readonly HostValue[], b: readonly HostValue[], of: (i: number) => HostComparator): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const order = of(i)(a[i], b[i])
    if (order !== 0) return order
  }
  return a.length - b.length
}

const compareTexts: HostComparator = (a, b) => {
  const text = (v: HostValue): string => JSON.stringify(v, (_, x) => (typeof x === 'bigint' ? `${x}n` : x))
  return compareStrings(text(a), text(b))
}
