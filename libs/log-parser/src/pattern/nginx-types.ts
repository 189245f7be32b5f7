import type { CamelCase, ColumnsOfValue, FormatError, Text } from './column-types.ts'
import type { NGINX_VARIABLES } from './nginx-variables.ts'

type Variables = typeof NGINX_VARIABLES

/** The columns of a format string in nginx's notation, in no order; a FormatError for a `$` that begins no variable. */
export type NginxColumns<Pattern extends string, Columns = never> = Pattern extends `${string}$${infer Rest}`
  ? Variable<Rest> extends [infer Name extends string, infer Behind extends string]
    ? Name extends ''
      ? FormatError<`a $ begins no variable, before '${Behind}'`>
      : NginxColumns<Behind, Columns | VariableColumns<Name>>
    : never
  : Columns

type Variable<S extends string> = S extends `{${infer Name}}${infer Rest}` ? [Name, Rest] : NameAt<S>

type Lower = 'abcdefghijklmnopqrstuvwxyz'
type Letters<S extends string> = S extends `${infer C}${infer R}` ? C | Letters<R> : never
type NameLetter = Letters<Lower> | Uppercase<Letters<Lower>> | Letters<'0123456789_'>

/** The longest name that the string begins with, and the rest. */
type NameAt<S extends string, Name extends string = ''> = S extends `${infer C}${infer Rest}`
  ? C extends NameLetter
    ? NameAt<Rest, `${Name}${C}`>
    : [Name, S]
  : [Name, '']

type VariableColumns<Name extends string> = Name extends keyof Variables
  ? ColumnsOfValue<Variables[Name]>
  : Name extends `sent_http_${infer Header}`
    ? Text<CamelCase<`response_${Header}`>>
    : Name extends `upstream_http_${infer Header}`
      ? Text<CamelCase<`upstream_${Header}`>>
      : Name extends `http_${infer Header}`
        ? Text<CamelCase<Header>>
        : Text<CamelCase<Name>>
