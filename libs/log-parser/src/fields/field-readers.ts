import type { Schema } from '@millrace/columns'
import type { ColumnNeed } from '../line-parser.ts'
import type { Clock } from '../time/clock.ts'
import type { FieldSpec, TextDecoding } from './field.ts'
import { FieldColumns } from './field-columns.ts'
import type { FieldReader } from './field-reader.ts'
import type { LineCutter } from './line-cutter.ts'
import { DurationField, IntegerField, StatusField } from './number-fields.ts'
import {
  AddressField,
  QueryField,
  type RequestColumns,
  RequestField,
  type TargetColumns,
  TargetField,
} from './request-fields.ts'
import type { TextColumn } from './text-column.ts'
import { type TimeReader, timeReader } from './time-fields.ts'

/** What reads the fields of a line, each kind in the order of the fields. */
export interface FieldReaders {
  readonly times: readonly TimeReader[]
  readonly readers: readonly FieldReader[]
  /** Columns of text and the index of the field that each holds: most fields are such, and none of them is ever wrong. */
  readonly texts: readonly { readonly index: number; readonly column: TextColumn }[]
}

/** Columns for these fields to fill. */
export function fieldColumns(
  schema: Schema,
  fields: readonly FieldSpec[],
  needs: Readonly<Record<string, ColumnNeed>>,
): FieldColumns {
  const decodings = new Map<string, TextDecoding>()
  for (const { value } of fields)
    if (value.kind === 'text' && value.decode !== undefined) decodings.set(value.column, value.decode)
  return new FieldColumns(schema, needs, decodings)
}

export function readersOf(
  fields: readonly FieldSpec[],
  columns: FieldColumns,
  clock: Clock,
  cutter: LineCutter,
): FieldReaders {
  const times: TimeReader[] = []
  const readers: FieldReader[] = []
  const texts: { index: number; column: TextColumn }[] = []
  fields.forEach(({ value }, index) => {
    if (value.kind === 'time') times.push(timeReader(index, value.form, clock))
    else if (value.kind === 'text') {
      const column = columns.takeText(value.column)
      if (column !== null) texts.push({ index, column })
    } else if (value.kind !== 'skip') readers.push(readerOf(index, value, columns, cutter))
  })
  return { times, readers, texts }
}

function readerOf(
  index: number,
  value: Exclude<FieldSpec['value'], { kind: 'time' | 'text' | 'skip' }>,
  columns: FieldColumns,
  cutter: LineCutter,
): FieldReader {
  switch (value.kind) {
    case 'integer': {
      const { type, column } = value
      if (type === 'int64') return new IntegerField(index, type, null, columns.takeLong(column))
      return new IntegerField(index, type, columns.takeSmall(column), null)
    }
    case 'status':
      return new StatusField(index, columns.takeSmall('status'))
    case 'duration':
      return new DurationField(index, value.unit, value.list === true, columns.takeLong(value.column))
    case 'request':
      return new RequestField(index, requestOf(columns, value.absolute), cutter, value.parts)
    case 'target':
      return new TargetField(index, targetOf(columns, value.absolute))
    case 'query':
      return new QueryField(index, columns.takeText('query'))
    case 'address':
      return new AddressField(index, columns.takeText(value.host), columns.takeSmall(value.port))
  }
}

const requestOf = (columns: FieldColumns, absolute?: boolean): RequestColumns => ({
  method: columns.takeText('method'),
  ...targetOf(columns, absolute),
  protocol: columns.takeText('protocol'),
})

const targetOf = (columns: FieldColumns, absolute = false): TargetColumns => ({
  path: columns.takeText('path'),
  query: columns.takeText('query'),
  serverName: absolute ? columns.takeText('serverName') : null,
  serverPort: absolute ? columns.takeSmall('serverPort') : null,
  absolute,
})
