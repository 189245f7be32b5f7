import { type HostValue, type Interval, type MapValue, type TypeName, typeParts } from '@millrace/columns'

/** A key of a value of one type: equal keys (as of a Set) for values that Spark takes as equal. Null is null's. */
export function hostKey(type: TypeName): (value: HostValue) => string | number | bigint | boolean | null {
  const parts = typeParts(type)
  if (parts.kind === 'decimal') return value => value as bigint | null
  if (parts.kind === 'simple') {
    switch (parts.type) {
      case 'binary':
        return value => value && Buffer.from(value as Uint8Array).toString('latin1')
      case 'float':
      case 'double':
        // Without -0; a Set finds NaN.
        return value => (value === 0 ? 0 : (value as number | null))
      case 'interval':
        return value => {
          if (value === null) return null
          const { months, days, microseconds } = value as Interval
          return `${months} ${days} ${microseconds}`
        }
      default:
        return value => value as string | number | bigint | boolean | null
    }
  }
  if (parts.kind === 'list') {
    const element = text(hostKey(parts.element))
    return value => value && `[${(value as HostValue[]).map(element).join(',')}]`
  }
  if (parts.kind === 'struct') {
    const members = parts.members.map(m => text(hostKey(m.type)))
    return value => value && `(${(value as HostValue[]).map((v, i) => members[i](v)).join(',')})`
  }
  const key = text(hostKey(parts.key))
  const item = text(hostKey(parts.value))
  return value => {
    if (value === null) return null
    const { keys, values } = value as MapValue
    return `{${keys
      .map((k, i) => `${key(k)}:${item(values[i])}`)
      .sort()
      .join(',')}}`
  }
}

const text = (key: ReturnType<typeof hostKey>) => (value: HostValue) => {
  const k = key(value)
  return typeof k === 'string' ? JSON.stringify(k) : String(k)
}
