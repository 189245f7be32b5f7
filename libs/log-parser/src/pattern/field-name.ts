import type { FieldValue } from '../fields/field.ts'

/** What reasons call a field: its column, or what all its columns together are. */
export function fieldName(value: FieldValue): string {
  switch (value.kind) {
    case 'text':
    case 'integer':
    case 'duration':
      return value.column
    case 'address':
      return value.host
    case 'target':
      return 'path'
    default:
      return value.kind
  }
}
