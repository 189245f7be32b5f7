import type {
  APACHE_ARGUMENTS,
  APACHE_DIRECTIVES,
  APACHE_NAMED,
  HEADER_COLUMNS,
  SSL_COLUMNS,
} from './apache-directives.ts'
import type { CamelCase, ColumnsOfValue, FormatError, Text, TimeColumns } from './column-types.ts'

type Directives = typeof APACHE_DIRECTIVES
type Arguments = typeof APACHE_ARGUMENTS
type Named = typeof APACHE_NAMED
type Headers = typeof HEADER_COLUMNS
type SslColumns = typeof SSL_COLUMNS

/** The columns of a format string in Apache's notation, in no order; a FormatError for a directive that is not known. */
export type ApacheColumns<Pattern extends string, Columns = never> = Pattern extends `${string}%${infer Rest}`
  ? Directive<Rest> extends [infer More, infer Behind extends string]
    ? ApacheColumns<Behind, Columns | More>
    : Directive<Rest>
  : Columns

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'

/** What follows a `%`: its columns and the rest of the string. */
type Directive<S extends string> = S extends `${'<' | '>' | '!' | ',' | Digit}${infer Rest}`
  ? Directive<Rest>
  : S extends `%${infer Rest}`
    ? [never, Rest]
    : S extends `{${infer Argument}}${infer Rest}`
      ? WithArgument<Argument, Rest>
      : S extends `${infer Letter}${infer Rest}`
        ? Letter extends keyof Directives
          ? [ColumnsOfValue<Directives[Letter]>, Rest]
          : FormatError<`the directive %${Letter} is not known, before '${Rest}'`>
        : FormatError<'the log format ends with a lone %'>

type WithArgument<
  Argument extends string,
  S extends string,
> = S extends `^t${infer Kind extends 'i' | 'o'}${infer Rest}`
  ? [NamedColumn<Argument, `^t${Kind}`>, Rest]
  : S extends `${infer Letter}${infer Rest}`
    ? Letter extends 't'
      ? [TimeColumns, Rest]
      : `{${Argument}}${Letter}` extends infer Key extends keyof Arguments
        ? [ColumnsOfValue<Arguments[Key]>, Rest]
        : Letter extends keyof Named
          ? [NamedColumn<Argument, Letter>, Rest]
          : FormatError<`the directive %{${Argument}}${Letter} is not known, before '${Rest}'`>
    : FormatError<`the directive %{${Argument}} has no letter`>

type NamedColumn<Argument extends string, Letter extends keyof Named> = Letter extends 'i'
  ? Lowercase<Argument> extends infer Header extends keyof Headers
    ? Text<Headers[Header]>
    : Text<CamelCase<Argument>>
  : Argument extends keyof SslColumns
    ? Text<SslColumns[Argument]>
    : Text<CamelCase<`${Named[Letter]} ${Argument}`>>
