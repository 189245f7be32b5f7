import { isDayTime, isYearMonth, listType, mapType, structType, type TypeName, typeParts } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'

/**
 * The type as which a column's values lie in a Parquet file: itself, but for intervals of ANSI SQL, which are the number of months
 * or microseconds, as Spark stores them. Calendar intervals and void have no place there: MILLRACE_ANALYSIS, as in Spark.
 */
export function storageType(type: TypeName): TypeName {
  if (isYearMonth(type)) return 'int32'
  if (isDayTime(type)) return 'int64'
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'list':
      return listType(storageType(parts.element))
    case 'map':
      return mapType(storageType(parts.key), storageType(parts.value))
    case 'struct':
      if (parts.members.length === 0) throw unsupported(type)
      return structType(parts.members.map(m => ({ name: m.name, type: storageType(m.type) })))
    default:
      if (type === 'interval' || type === 'void') throw unsupported(type)
      return type
  }
}

const unsupported = (type: TypeName): MillraceError =>
  new MillraceError(
    'MILLRACE_ANALYSIS',
    `[UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE] The Parquet sink cannot write a column of type ${type}; cast it to string.`,
  )
