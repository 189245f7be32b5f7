import type { TypeName } from '@millrace/columns'

/** A column of text, which may be null. */
export type Text<Name extends string> = Column<Name, 'string'>

export type Column<Name extends string, Type extends TypeName, Nullable extends boolean = true> = {
  readonly name: Name
  readonly type: Type
  readonly nullable: Nullable
}

/** The columns of a FieldValue, as `columnsOf` gives them. */
export type ColumnsOfValue<V> = V extends { readonly kind: 'text'; readonly column: infer C extends string }
  ? Text<C>
  : V extends {
        readonly kind: 'integer'
        readonly column: infer C extends string
        readonly type: infer T extends TypeName
      }
    ? Column<C, T>
    : V extends { readonly kind: 'duration'; readonly column: infer C extends string }
      ? Column<C, 'int64'>
      : V extends { readonly kind: 'status' }
        ? Column<'status', 'int16', false>
        : V extends { readonly kind: 'time' }
          ? TimeColumns
          : V extends { readonly kind: 'request' }
            ? Text<'method'> | TargetColumns | Text<'protocol'>
            : V extends { readonly kind: 'target' }
              ? TargetColumns
              : V extends { readonly kind: 'query' }
                ? Text<'query'>
                : never

export type TimeColumns = Column<'time', 'timestamp', false> | Column<'utcOffset', 'int16', false>
export type TargetColumns = Text<'path'> | Text<'query'>

/** `X-Request-Id` or `x_request_id` as `xRequestId`, as camelCase writes it. */
export type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Rest}`
  ? Joined<CamelCase<Head>, Rest>
  : Name extends `${infer Head}_${infer Rest}`
    ? Joined<CamelCase<Head>, Rest>
    : Name extends `${infer Head} ${infer Rest}`
      ? Joined<CamelCase<Head>, Rest>
      : Uncapitalize<Name>

type Joined<Head extends string, Rest extends string> = Head extends ''
  ? CamelCase<Rest>
  : `${Head}${Capitalize<CamelCase<Rest>>}`

/** What the type of a row is where the format string cannot be parsed. */
export interface FormatError<Message extends string> {
  readonly '__format error__': Message
}
