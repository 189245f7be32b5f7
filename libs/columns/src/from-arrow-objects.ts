import type * as Arrow from 'apache-arrow'
import { unpackBits } from './arrow-bits.ts'
import { INTERVAL_MEMBERS } from './arrow-objects.ts'
import { isValid } from './bitmap.ts'
import type { HostValue } from './column.ts'
import type { TypeName } from './schema.ts'
import { typeParts } from './type-text.ts'

/** The inverse of `hostData`: host values of a type out of the Arrow data that it makes. */
export function hostsOf(type: TypeName, data: Arrow.Data, length = data.length): HostValue[] {
  if (type === 'void') return new Array<HostValue>(length).fill(null)
  const read = reader(type, data, length)
  const validity = length > 0 && data.nullCount > 0 ? data.nullBitmap : null
  return Array.from({ length }, (_, row) => (isValid(validity, row) ? read(row) : null))
}

const decoder = new TextDecoder()

function reader(type: TypeName, data: Arrow.Data, length: number): (row: number) => HostValue {
  if (type === 'interval') {
    const [months, days, microseconds] = INTERVAL_MEMBERS.map((m, i) => hostsOf(m.type, data.children[i], length))
    return row => ({
      months: months[row] as number,
      days: days[row] as number,
      microseconds: microseconds[row] as bigint,
    })
  }
  const parts = typeParts(type)
  const { valueOffsets } = data
  switch (parts.kind) {
    case 'decimal':
      return decimals(data.values)
    case 'list': {
      const elements = length === 0 ? [] : hostsOf(parts.element, data.children[0])
      return row => elements.slice(valueOffsets[row], valueOffsets[row + 1])
    }
    case 'map': {
      const entries = length === 0 ? undefined : data.children[0]
      const keys = entries === undefined ? [] : hostsOf(parts.key, entries.children[0])
      const values = entries === undefined ? [] : hostsOf(parts.value, entries.children[1])
      return row => ({
        keys: keys.slice(valueOffsets[row], valueOffsets[row + 1]),
        values: values.slice(valueOffsets[row], valueOffsets[row + 1]),
      })
    }
    case 'struct': {
      const members = parts.members.map((m, i) => hostsOf(m.type, data.children[i], length))
      return row => members.map(m => m[row])
    }
    case 'simple':
      return simple(type, data, length)
  }
}

function simple(type: TypeName, data: Arrow.Data, length: number): (row: number) => HostValue {
  const { valueOffsets, values } = data
  if (type === 'string') return row => decoder.decode(values.subarray(valueOffsets[row], valueOffsets[row + 1]))
  if (type === 'binary') return row => values.slice(valueOffsets[row], valueOffsets[row + 1])
  if (type === 'boolean') {
    const bits = unpackBits(values, data.offset, length)
    return row => bits[row] === 1
  }
  return row => values[row]
}

function decimals(words: Uint32Array): (row: number) => bigint {
  return row => {
    const at = row * 4
    const word = (i: number): bigint => BigInt(words[at + i]) << BigInt(32 * i)
    return BigInt.asIntN(128, word(0) | word(1) | word(2) | word(3))
  }
}
