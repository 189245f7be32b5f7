import { type Column, type ColumnBatch, isNull, type Schema, type TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { LineHeader } from '../connector/line-producer.ts'
import type { TaskEncoder } from '../connector/sink.ts'
import { type HostReader, hostReader } from '../operators/host-values.ts'
import { LineArtefactBuilder, type Route } from './line-artefact.ts'

const ARTEFACT_BYTES = 4 * 1024 * 1024

/** Columns besides `value` and `key` that a routed sink takes: Spark's Kafka sink has the same. */
const ROUTING: Readonly<Record<string, TypeName>> = {
  topic: 'string',
  partition: 'int32',
  headers: 'list<struct<key:string,value:binary>>',
}

export type LineEncoderOptions = { readonly routed: boolean }

/** Encodes the columns `value` and `key` of rows, and where it is `routed` those of ROUTING, as lines, for `lineSink`. */
export function lineEncoder({ routed }: LineEncoderOptions, schema: Schema): TaskEncoder {
  checkColumns(schema, routed)
  const builder = new LineArtefactBuilder(schema.some(field => field.name === 'key'))
  let chunk = 0
  const flush: TaskEncoder['end'] = emit => {
    const { count: rows } = builder
    if (rows > 0) emit({ chunk: chunk++, group: '', bytes: builder.take(), rows })
  }
  return {
    append(batch, emit) {
      appendLines(builder, batch, routed)
      if (builder.size >= ARTEFACT_BYTES) flush(emit)
    },
    end: flush,
  }
}

/** The lines of a batch as one artefact. */
export function linesOfBatch(batch: ColumnBatch, { routed }: LineEncoderOptions): Uint8Array<ArrayBuffer> {
  checkColumns(batch.schema, routed)
  const builder = new LineArtefactBuilder(batch.schema.some(field => field.name === 'key'))
  appendLines(builder, batch, routed)
  return builder.take()
}

function checkColumns(schema: Schema, routed: boolean): void {
  const types = schema.map(({ name, type }) => `${name} ${type}`)
  const known = schema.every(
    ({ name, type }) =>
      ((name === 'key' || name === 'value') && (type === 'string' || type === 'binary')) ||
      (routed && ROUTING[name] === type),
  )
  if (known && schema.some(field => field.name === 'value')) return
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `A sink of lines takes a column value and, if there are keys, a column key, each string or binary${
      routed
        ? `, and ${Object.entries(ROUTING)
            .map(([name, type]) => `${name} ${type}`)
            .join(', ')}`
        : ''
    }; the rows have ${types.join(', ')}. Choose them with select().`,
  )
}

function appendLines(
  builder: LineArtefactBuilder,
  { schema, columns, length }: ColumnBatch,
  takesNulls: boolean,
): void {
  const value = columns[schema.findIndex(field => field.name === 'value')]
  const key = columns[schema.findIndex(field => field.name === 'key')] as Column | undefined
  const values = bytesOf(value)
  const keys = key === undefined ? undefined : bytesOf(key)
  const route = routeReader(schema, columns)
  for (let row = 0; row < length; row++) {
    const isNothing = isNull(value, row)
    if (isNothing && !takesNulls)
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        'A row for a sink of lines has null in the column value: expected a text or bytes.',
      )
    const entry = values.entry(row)
    if (isNothing) builder.appendNull()
    else builder.append(values.bytes, values.offsets[entry], values.offsets[entry + 1])
    if (route !== undefined) builder.setRoute(route(row))
    if (keys === undefined || key === undefined || isNull(key, row)) continue
    const keyEntry = keys.entry(row)
    builder.setKey(keys.bytes, keys.offsets[keyEntry], keys.offsets[keyEntry + 1])
  }
}

/** Reads the route of a row; undefined where no column says anything of it. */
function routeReader(schema: Schema, columns: readonly Column[]): ((row: number) => Route) | undefined {
  if (!schema.some(f => Object.hasOwn(ROUTING, f.name))) return undefined
  const reader = (name: string): HostReader => {
    const i = schema.findIndex(f => f.name === name)
    return i < 0 ? () => null : hostReader(columns[i])
  }
  const [topic, partition, headers] = [reader('topic'), reader('partition'), reader('headers')]
  return row => ({
    topic: topic(row) as string | null,
    partition: partition(row) as number | null,
    headers:
      (headers(row) as readonly (readonly [string | null, Uint8Array | null] | null)[] | null)?.map(headerOf) ?? null,
  })
}

function headerOf(header: readonly [string | null, Uint8Array | null] | null): LineHeader {
  const key = header?.[0] ?? null
  if (key === null)
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      'A row for a sink of lines has a header without a key in the column headers: expected a text.',
    )
  return { key, value: header?.[1] ?? null }
}

/** Where the bytes of a column of strings or binaries lie. */
function bytesOf(column: Column) {
  if ('ids' in column) {
    const { ids, dictionary } = column
    return { bytes: dictionary.bytes, offsets: dictionary.offsets, entry: (row: number): number => ids[row] }
  }
  const { bytes, offsets } = column as Extract<Column, { type: 'binary' }>
  return { bytes, offsets, entry: (row: number): number => row }
}
