import { decimalType, listType, mapType, structType, type TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { DataType, DateUnit, Precision, TimeUnit } from 'apache-arrow'

const SIGNED: Readonly<Record<number, TypeName>> = { 8: 'int8', 16: 'int16', 32: 'int32', 64: 'int64' }
/** As Spark widens them. */
const UNSIGNED: Readonly<Record<number, TypeName>> = { 8: 'int16', 16: 'int32', 32: 'int64', 64: decimalType(20, 0) }

/** The column type for an Arrow type that a Parquet reader gives. */
export function typeOfArrow(type: DataType, name: string, file: string): TypeName {
  const of = (inner: DataType): TypeName => typeOfArrow(inner, name, file)
  if (DataType.isDictionary(type)) return of(type.dictionary)
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return 'string'
  if (DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isFixedSizeBinary(type)) return 'binary'
  if (DataType.isBool(type)) return 'boolean'
  if (DataType.isInt(type)) return (type.isSigned ? SIGNED : UNSIGNED)[type.bitWidth]
  if (DataType.isFloat(type)) return type.precision === Precision.DOUBLE ? 'double' : 'float'
  if (DataType.isDate(type) && type.unit === DateUnit.DAY) return 'date'
  if (DataType.isTimestamp(type)) {
    // Parquet's INT96, which Spark writes for timestamps, is given as nanoseconds without a zone.
    const instant = typeof type.timezone === 'string' || type.unit === TimeUnit.NANOSECOND
    return instant ? 'timestamp' : 'timestamp_ntz'
  }
  if (DataType.isDecimal(type)) return decimalType(type.precision, type.scale)
  if (DataType.isList(type) || DataType.isFixedSizeList(type)) return listType(of(type.children[0].type))
  if (DataType.isStruct(type)) return structType(type.children.map(c => ({ name: c.name, type: of(c.type) })))
  if (DataType.isMap(type)) {
    const [key, value] = type.children[0].type.children
    return mapType(of(key.type), of(value.type))
  }
  throw new MillraceError(
    'MILLRACE_UNSUPPORTED',
    `The column ${name} of ${file} has the type ${type}, which is not read.`,
  )
}
