import type { Field } from '@millrace/columns'

/** How the bytes of a field become columns. Unless it says otherwise, a field that is a single `-` or is not there is null. */
export type FieldValue =
  | { readonly kind: 'skip' }
  /** As written; `plus` writes spaces for `+`, `percent` the bytes for `%41`. */
  | { readonly kind: 'text'; readonly column: string; readonly decode?: TextDecoding }
  /** Digits; those that do not fit the type make the line malformed. */
  | { readonly kind: 'integer'; readonly column: string; readonly type: 'int16' | 'int32' | 'int64' }
  /** Three digits; never null. */
  | { readonly kind: 'status' }
  /** A decimal number of units of so many microseconds, -1 is null too; of a list, as nginx writes for several upstreams, the sum. */
  | { readonly kind: 'duration'; readonly column: string; readonly unit: number; readonly list?: boolean }
  | { readonly kind: 'time'; readonly form: TimeForm }
  /** Method, target and protocol; where it is not there, of the fields with the indexes of `parts`. */
  | { readonly kind: 'request'; readonly absolute?: boolean; readonly parts?: RequestParts }
  /** Path and query. Of an absolute target that is a URL the path alone, and serverName and serverPort. */
  | { readonly kind: 'target'; readonly absolute?: boolean }
  /** `?a=b` or `a=b`. */
  | { readonly kind: 'query' }
  /** `host:port`, or a host alone; an IPv6 address in brackets loses them. */
  | { readonly kind: 'address'; readonly host: string; readonly port: string }

/** Indexes of fields that are `skip` but for this. */
export interface RequestParts {
  readonly method: number
  readonly target: number
  readonly query: number
  readonly protocol: number
}

export type TextDecoding = 'plus' | 'percent'

/**
 * `clf`: `dd/Mon/yyyy:hh:mm:ss +hhmm`, with or without brackets; `iso`: ISO 8601; `any`: whichever of these or of `unix` it is;
 * `timeOfDay`: `hh:mm:ss` with or without a fraction.
 */
export type TimeForm = 'clf' | 'iso' | 'any' | 'timeOfDay' | UnixTime | { readonly strftime: string }

/** Time since 1970 in a unit of so many microseconds, or of `fraction` digits of a second that belong to another field's time. */
export type UnixTime = { readonly unix: number } | { readonly fraction: number }

/** One field of a line. */
export interface FieldSpec {
  /** Names the field in reasons for which a line is malformed. */
  readonly name: string
  readonly value: FieldValue
}

const text = (name: string): Field => ({ name, type: 'string', nullable: true })

/** The columns that a field fills. */
export function columnsOf({ value }: FieldSpec): readonly Field[] {
  switch (value.kind) {
    case 'skip':
      return []
    case 'text':
      return [text(value.column)]
    case 'integer':
      return [{ name: value.column, type: value.type, nullable: true }]
    case 'status':
      return [{ name: 'status', type: 'int16', nullable: false }]
    case 'duration':
      return [{ name: value.column, type: 'int64', nullable: true }]
    case 'time':
      return [
        { name: 'time', type: 'timestamp', nullable: false },
        { name: 'utcOffset', type: 'int16', nullable: false },
      ]
    case 'request':
      return [text('method'), ...targetColumns(value.absolute), text('protocol')]
    case 'target':
      return targetColumns(value.absolute)
    case 'query':
      return [text('query')]
    case 'address':
      return [text(value.host), { name: value.port, type: 'int32', nullable: true }]
  }
}

const targetColumns = (absolute = false): readonly Field[] => [
  text('path'),
  text('query'),
  ...(absolute ? [text('serverName'), { name: 'serverPort', type: 'int32', nullable: true } as const] : []),
]

/** The columns of fields in their order, each once: the first field of several that give a column fills it. */
export function schemaOfFields(fields: readonly FieldSpec[]): Field[] {
  const schema: Field[] = []
  for (const column of fields.flatMap(columnsOf))
    if (!schema.some(({ name }) => name === column.name)) schema.push(column)
  return schema
}
