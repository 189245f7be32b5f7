import { type HostValue, isInt64Based, isYearMonth, type TypeName, typeParts } from '@millrace/columns'

/** Gives a value of a type as the state keeps it, the same before and after a restart; undefined for what is none of the type. */
export type StateValue = (given: unknown) => HostValue | undefined

const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n

/** Takes values of a type: numbers for 64-bit integers too where they are whole and exact. Null is a value of every type. */
export function stateValue(type: TypeName): StateValue {
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'decimal': {
      const limit = 10n ** BigInt(parts.precision)
      return given =>
        given === null || (typeof given === 'bigint' && given < limit && -given < limit) ? given : undefined
    }
    case 'list': {
      const element = stateValue(parts.element)
      return given => (given === null ? null : listOf(given, () => element))
    }
    case 'struct': {
      const members = parts.members.map(member => stateValue(member.type))
      return given => {
        if (given === null) return null
        return Array.isArray(given) && given.length === members.length ? listOf(given, i => members[i]) : undefined
      }
    }
    case 'map': {
      const [key, value] = [stateValue(parts.key), stateValue(parts.value)]
      return given => {
        if (given === null) return null
        const { keys: givenKeys, values: givenValues } = membersOf(given)
        const [keys, values] = [listOf(givenKeys, () => key), listOf(givenValues, () => value)]
        const isMap = keys !== undefined && keys.length === values?.length && !keys.includes(null)
        return isMap ? { keys, values } : undefined
      }
    }
    case 'simple':
      return simpleValue(parts.type)
  }
}

function simpleValue(type: TypeName | 'void'): StateValue {
  if (isInt64Based(type as TypeName))
    return given => {
      if (typeof given === 'bigint') return given >= INT64_MIN && given <= INT64_MAX ? given : undefined
      if (given === null) return null
      return Number.isSafeInteger(given) ? BigInt(given as number) : undefined
    }
  switch (type) {
    case 'boolean':
      return given => (typeof given === 'boolean' || given === null ? given : undefined)
    case 'string':
      return given => (typeof given === 'string' || given === null ? given : undefined)
    case 'float':
    case 'double':
      return given => (typeof given === 'number' || given === null ? given : undefined)
    case 'binary':
      return given => (given instanceof Uint8Array || given === null ? given : undefined)
    case 'int8':
      return wholeNumber(8)
    case 'int16':
      return wholeNumber(16)
    case 'interval': {
      const [int32, int64] = [wholeNumber(32), simpleValue('int64')]
      return given => {
        if (given === null) return null
        const { months, days, microseconds } = membersOf(given)
        const parts = [int32(months), int32(days), int64(microseconds)]
        if (parts.some(part => part === undefined || part === null)) return undefined
        return { months: parts[0] as number, days: parts[1] as number, microseconds: parts[2] as bigint }
      }
    }
    default:
      if (type === 'int32' || type === 'date' || isYearMonth(type as TypeName)) return wholeNumber(32)
      return given => (given === null ? null : undefined)
  }
}

/** Whole numbers of so many bits; -0 becomes 0. */
function wholeNumber(bits: number): StateValue {
  const limit = 2 ** (bits - 1)
  return given => {
    if (given === null) return null
    return Number.isInteger(given) && (given as number) >= -limit && (given as number) < limit
      ? (given as number) + 0
      : undefined
  }
}

function listOf(given: unknown, element: (i: number) => StateValue): HostValue[] | undefined {
  if (!Array.isArray(given)) return undefined
  const values: HostValue[] = []
  for (let i = 0; i < given.length; i++) {
    const value = element(i)(given[i])
    if (value === undefined) return undefined
    values.push(value)
  }
  return values
}

const membersOf = (given: unknown): Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {}
