import type { Column, Value } from '../call-signature.ts'
import type { Numeric } from '../row-types.ts'
import { scalar } from './scalar.ts'
import type { Flag, Text, Whole } from './value-types.ts'

/** Whether the pattern is found (Java's syntax). */
export const regexpLike = scalar<[text: Column<Text>, pattern: Value<Text>], Flag>('regexpLike', 'cv')
/** The same as `regexpLike`. */
export const regexp = regexpLike
/** The same as `regexpLike`. */
export const rlike = regexpLike
/** How often. */
export const regexpCount = scalar<[text: Column<Text>, pattern: Value<Text>], Whole>('regexpCount', 'cv')
/** A group (default 1) of the first place; '' when it is not found. */
export const regexpExtract = scalar<[text: Column<Text>, pattern: Value<Text>, group?: Value<Numeric>], Text>(
  'regexpExtract',
  'cvv',
)
/** As `regexpExtract` at every place, a list. */
export const regexpExtractAll = scalar<
  [text: Column<Text>, pattern: Value<Text>, group?: Value<Numeric>],
  readonly string[] | null
>('regexpExtractAll', 'cvv')
/** Where the first place is, from 1; 0 when it is not found. */
export const regexpInstr = scalar<[text: Column<Text>, pattern: Value<Text>, group?: Value<Numeric>], Whole>(
  'regexpInstr',
  'cvv',
)
/** Every place replaced; `$1` is a group. */
export const regexpReplace = scalar<
  [text: Column<Text>, pattern: Value<Text>, replacement: Value<Text>, from?: Value<Numeric>],
  Text
>('regexpReplace', 'cvvv')
/** The first place; null when it is not found. */
export const regexpSubstr = scalar<[text: Column<Text>, pattern: Value<Text>], Text>('regexpSubstr', 'cv')
/** A list of what is between. */
export const split = scalar<
  [text: Column<Text>, pattern: Value<Text>, limit?: Value<Numeric>],
  readonly string[] | null
>('split', 'cvv')
/** HOST, PATH, QUERY, REF, PROTOCOL, FILE, AUTHORITY, USERINFO, or a value of the query; an error for what is no URL. */
export const parseUrl = scalar<[url: Column<Text>, part: Value<Text>, key?: Value<Text>], Text>('parseUrl', 'cvv')
/** As `parseUrl`, null for what is no URL. */
export const tryParseUrl = scalar<[url: Column<Text>, part: Value<Text>, key?: Value<Text>], Text>('tryParseUrl', 'cvv')
/** Application/x-www-form-urlencoded. */
export const urlEncode = scalar<[text: Column<Text>], Text>('urlEncode', 'c')
/** Reads application/x-www-form-urlencoded; an error for what is not encoded so. */
export const urlDecode = scalar<[text: Column<Text>], Text>('urlDecode', 'c')
/** As `urlDecode`, null for what is not encoded so. */
export const tryUrlDecode = scalar<[text: Column<Text>], Text>('tryUrlDecode', 'c')
