import { type TypeName, typeParts } from '@millrace/columns'
import { typeText } from '../kernels/spark-text.ts'

/** A type as Spark's messages write it: `ARRAY<INT>`, `STRUCT<a: INT>`. */
export function sqlType(type: TypeName): string {
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'list':
      return `ARRAY<${sqlType(parts.element)}>`
    case 'map':
      return `MAP<${sqlType(parts.key)}, ${sqlType(parts.value)}>`
    case 'struct':
      return `STRUCT<${parts.members.map(m => `${m.name}: ${sqlType(m.type)}`).join(', ')}>`
    default:
      return typeText(type).toUpperCase()
  }
}
