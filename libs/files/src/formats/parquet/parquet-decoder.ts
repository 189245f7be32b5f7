import { type Column, isNull, type TypeName } from '@millrace/columns'
import type { RecordDecoderFactory } from '@millrace/engine'
import { columnOfHosts, hostReader } from '@millrace/engine/values'
import { MillraceError } from '@millrace/errors'
import { type BlockRows, rowDecoder } from '../../rows/row-decoder.ts'
import { columnOfArrow } from './arrow-columns.ts'
import { typeOfArrow } from './arrow-types.ts'
import { columnsOfParquet, recordBatches } from './parquet-file.ts'
import type { ParquetDecoderOptions } from './parquet-format.ts'

/** Decodes whole Parquet files. */
export const parquetDecoder: RecordDecoderFactory = (json, _partition, columns) => {
  const { schema, partitions = [] } = json as unknown as ParquetDecoderOptions
  const wanted = schema.filter(field => columns.includes(field.name))
  return rowDecoder(columns, partitions, (bytes, { file }) => rowsOfFile(bytes, file, wanted))
}

function* rowsOfFile(
  bytes: Uint8Array,
  file: string,
  wanted: readonly { readonly name: string; readonly type: TypeName }[],
): Generator<BlockRows> {
  const present = new Set(columnsOfParquet(bytes, file))
  const found = wanted.filter(field => present.has(field.name)).map(field => field.name)
  // To know how many rows there are takes a column.
  const read = found.length > 0 ? found : [...present].slice(0, 1)
  for (const batch of recordBatches(bytes, read, file)) {
    const columns: Record<string, Column> = {}
    for (const { name, type } of wanted) {
      const i = batch.schema.fields.findIndex(field => field.name === name)
      if (i < 0) columns[name] = columnOfHosts(type, new Array(batch.numRows).fill(null))
      else {
        const inFile = typeOfArrow(batch.schema.fields[i].type, name, file)
        columns[name] = widened(columnOfArrow(batch.data.children[i], inFile), inFile, type, `${name} of ${file}`)
      }
    }
    yield { count: batch.numRows, columns }
  }
}

const WHOLE: readonly TypeName[] = ['int8', 'int16', 'int32', 'int64']

function widened(column: Column, from: TypeName, to: TypeName, where: string): Column {
  if (from === to) return column
  const whole = WHOLE.includes(from) && WHOLE.indexOf(from) < WHOLE.indexOf(to)
  if (!whole && !(from === 'float' && to === 'double'))
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `The column ${where} is ${from} and the schema says ${to}: expected ${from}.`,
    )
  const read = hostReader(column)
  const values = Array.from({ length: column.length }, (_, row) =>
    isNull(column, row) ? null : to === 'int64' ? BigInt(read(row) as number) : read(row),
  )
  return columnOfHosts(to, values)
}
