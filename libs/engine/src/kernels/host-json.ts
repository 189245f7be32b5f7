import { type HostValue, isInt64Based, type MapValue, type TypeName, typeParts } from '@millrace/columns'

/** JSON form of a host value of an object type, for literals in plans: bigint as decimal text, binary as base64. */
export type HostJson = string | number | boolean | null | readonly HostJson[] | { readonly [name: string]: HostJson }

/** The value of a literal's JSON form. */
export function hostFromJson(type: TypeName, json: unknown): HostValue {
  if (json === null) return null
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'decimal':
      return BigInt(json as string)
    case 'list':
      return (json as HostJson[]).map(v => hostFromJson(parts.element, v))
    case 'struct':
      return (json as HostJson[]).map((v, i) => hostFromJson(parts.members[i].type, v))
    case 'map': {
      const { keys, values } = json as unknown as { keys: HostJson[]; values: HostJson[] }
      return { keys: keys.map(v => hostFromJson(parts.key, v)), values: values.map(v => hostFromJson(parts.value, v)) }
    }
    case 'simple':
      return simpleFromJson(parts.type, json)
  }
}

function simpleFromJson(type: TypeName, json: unknown): HostValue {
  if (isInt64Based(type)) return BigInt(json as string)
  switch (type) {
    case 'binary':
      return Buffer.from(json as string, 'base64')
    case 'float':
    case 'double':
      return Number(json)
    case 'interval': {
      const { months, days, microseconds } = json as { months: number; days: number; microseconds: string }
      return { months, days, microseconds: BigInt(microseconds) }
    }
    default:
      return json as HostValue
  }
}

/** The JSON form of a value. */
export function hostToJson(type: TypeName, value: HostValue): HostJson {
  if (value === null) return null
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'list':
      return (value as HostValue[]).map(v => hostToJson(parts.element, v))
    case 'struct':
      return (value as HostValue[]).map((v, i) => hostToJson(parts.members[i].type, v))
    case 'map': {
      const { keys, values } = value as MapValue
      return { keys: keys.map(v => hostToJson(parts.key, v)), values: values.map(v => hostToJson(parts.value, v)) }
    }
    default:
      if (typeof value === 'bigint') return String(value)
      if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : numberText(value)
      if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
      if (typeof value === 'object' && 'months' in value) return { ...value, microseconds: String(value.microseconds) }
      return value as string | boolean
  }
}

/** JSON has no NaN, infinities or -0. */
const numberText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))
