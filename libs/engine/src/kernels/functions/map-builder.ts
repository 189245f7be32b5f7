import { type HostValue, type MapValue, type TypeName, typeParts } from '@millrace/columns'
import { hostKey } from '../host-key.ts'
import { valueError } from './spark-error.ts'

/** Makes maps of a type of keys and values; null keys and keys that come twice are errors, as is Spark's default. */
export function mapBuilder(type: TypeName): (keys: readonly HostValue[], values: readonly HostValue[]) => MapValue {
  const parts = typeParts(type)
  const keyType = parts.kind === 'map' ? parts.key : 'void'
  const key = hostKey(keyType)
  const floating = keyType === 'double' || keyType === 'float'
  return (keys, values) => {
    const seen = new Set<unknown>()
    for (const k of keys) {
      if (k === null) throw valueError('NULL_MAP_KEY', 'Cannot use null as map key.')
      const text = key(k)
      if (seen.has(text)) {
        throw valueError(
          'DUPLICATED_MAP_KEY',
          `Duplicate map key ${String(text)} was found, please check the input data.`,
        )
      }
      seen.add(text)
    }
    return { keys: floating ? keys.map(k => (k === 0 ? 0 : k)) : keys, values }
  }
}
