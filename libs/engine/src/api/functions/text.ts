import type { Arg, Column, Value } from '../call-signature.ts'
import type { Numeric } from '../row-types.ts'
import { scalar } from './scalar.ts'
import type { Binary, Bytes, Flag, Long, Text, Whole } from './value-types.ts'

/** The code of the first character. */
export const ascii = scalar<[text: Column<Text>], Whole>('ascii', 'c')
/** Binary as base64 in one line. */
export const base64 = scalar<[binary: Column<Bytes>], Text>('base64', 'c')
/** Eight times the bytes. */
export const bitLength = scalar<[text: Column<Bytes>], Whole>('bitLength', 'c')
/** Without these characters (default blanks) at both ends. */
export const btrim = scalar<[text: Column<Text>, characters?: Value<Text>], Text>('btrim', 'cv')
/** Characters of text, bytes of binary. */
export const charLength = scalar<[text: Column<Bytes>], Whole>('charLength', 'c')
/** The same as `charLength`. */
export const characterLength = charLength
/** The same as `charLength`. */
export const len = charLength
/** The character of a code, modulo 256. */
export const chr = scalar<[code: Column<Numeric>], Text>('chr', 'c')
/** The same as `chr`. */
export const char = chr
/** Texts and lists of text with a separator between; nulls are left out. */
export const concatWs = scalar<[separator: Value<Text>, ...values: Column<unknown>[]], Text>('concatWs', 'vc...')
/** Whether the part is there. */
export const contains = scalar<[text: Column<Bytes>, part: Value<unknown>], Flag>('contains', 'cv')
/** Bytes as text; with more arguments a `case` of values. */
export const decode = scalar<[binary: Column<Bytes>, charset: Value<Text>], Text>('decode', 'cv')
/** The value at place n, from 1. */
export const elt = scalar<[n: Column<Numeric>, ...values: Column<unknown>[]], Text>('elt', 'cc...')
/** Text as bytes. */
export const encode = scalar<[text: Column<Text>, charset: Value<Text>], Binary>('encode', 'cv')
/** Whether it ends with the part. */
export const endswith = scalar<[text: Column<Bytes>, part: Value<unknown>], Flag>('endswith', 'cv')
/** Place in a comma-separated list, from 1; 0 when it is not there. */
export const findInSet = scalar<[text: Column<Text>, list: Column<Text>], Whole>('findInSet', 'cc')
/** With thousands separated, rounded; digits may be a pattern. */
export const formatNumber = scalar<[number: Column<Numeric>, digits: Value<unknown>], Text>('formatNumber', 'cv')
/** Java's String.format. */
export const formatString = scalar<[format: Value<Text>, ...values: Column<unknown>[]], Text>('formatString', 'vc...')
/** The same as `formatString`. */
export const printf = formatString
/** `like` without regard to case. */
export const ilike = scalar<[text: Column<Text>, pattern: Value<Text>, escape?: Value<Text>], Flag>('ilike', 'cvv')
/** The first letter of every word in title case. */
export const initcap = scalar<[text: Column<Text>], Text>('initcap', 'c')
/** Place of the part, from 1; 0 when it is not there. */
export const instr = scalar<[text: Column<Text>, part: Value<Text>], Whole>('instr', 'cv')
/** Whether its bytes are UTF-8. */
export const isValidUtf8 = scalar<[text: Column<Bytes>], Flag>('isValidUtf8', 'c')
/** In lower case. */
export const lower = scalar<[text: Column<Text>], Text>('lower', 'c')
/** The same as `lower`. */
export const lcase = lower
/** In upper case. */
export const upper = scalar<[text: Column<Text>], Text>('upper', 'c')
/** The same as `upper`. */
export const ucase = upper
/** The first n characters. */
export const left = scalar<[text: Column<Text>, n: Value<Numeric>], Text>('left', 'cv')
/** The last n characters. */
export const right = scalar<[text: Column<Text>, n: Value<Numeric>], Text>('right', 'cv')
/** Edits between two texts; -1 beyond the limit. */
export const levenshtein = scalar<[a: Column<Text>, b: Column<Text>, limit?: Value<Numeric>], Whole>(
  'levenshtein',
  'ccv',
)
/** SQL's pattern: `%` any text, `_` a character. */
export const like = scalar<[text: Column<Text>, pattern: Value<Text>, escape?: Value<Text>], Flag>('like', 'cvv')
/** Place of the part from there on, from 1; 0 when it is not there. */
export const locate = scalar<[part: Value<Text>, text: Column<Text>, from?: Value<Numeric>], Whole>('locate', 'vcv')
/** Place of the part from there on, from 1; 0 when it is not there. */
export const position = scalar<[part: Value<Text>, text: Column<Text>, from?: Value<Numeric>], Whole>('position', 'vcv')
/** The same as `position`. */
export const charindex = position
/** Filled at the left, or cut, to a length. */
export const lpad = scalar<[text: Column<Text>, length: Value<Numeric>, pad?: Value<Text>], Text>('lpad', 'cvv')
/** Filled at the right, or cut, to a length. */
export const rpad = scalar<[text: Column<Text>, length: Value<Numeric>, pad?: Value<Text>], Text>('rpad', 'cvv')
/** Without blanks, or given characters, at the start. */
export const ltrim = scalar<[text: Column<Text>, characters?: Value<Text>], Text>('ltrim', 'cv')
/** Without blanks, or given characters, at the end. */
export const rtrim = scalar<[text: Column<Text>, characters?: Value<Text>], Text>('rtrim', 'cv')
/** Without blanks at both ends; also `trim(both x from text)`. */
export const trim = scalar<[text: Column<Text>, characters?: Value<Text>], Text>('trim', 'cv')
/** Whether digits pass the Luhn check. */
export const luhnCheck = scalar<[text: Column<Text>], Flag>('luhnCheck', 'c')
/** What is not UTF-8 replaced by U+FFFD. */
export const makeValidUtf8 = scalar<[text: Column<Bytes>], Text>('makeValidUtf8', 'c')
/** Letters and digits replaced. */
export const mask = scalar<
  [text: Column<Text>, upper?: Value<Text>, lower?: Value<Text>, digit?: Value<Text>, other?: Value<Text>],
  Text
>('mask', 'cvvvv')
/** Bytes. */
export const octetLength = scalar<[text: Column<Bytes>], Whole>('octetLength', 'c')
/** A part replaced. */
export const overlay = scalar<
  [text: Column<Text>, replacement: Value<Text>, from: Value<Numeric>, length?: Value<Numeric>],
  Text
>('overlay', 'cvvv')
/** As a literal in single quotes. */
export const quote = scalar<[text: Column<Text>], Text>('quote', 'c')
/** N times. */
export const repeat = scalar<[text: Column<Text>, n: Value<Numeric>], Text>('repeat', 'cv')
/** Every occurrence replaced. */
export const replace = scalar<[text: Column<Text>, from: Value<Text>, to?: Value<Text>], Text>('replace', 'cvv')
/** From the end to the start; also of lists. */
export const reverse = scalar<[value: Column<unknown>], Arg<0> | null>('reverse', 'c')
/** The soundex code. */
export const soundex = scalar<[text: Column<Text>], Text>('soundex', 'c')
/** N blanks. */
export const space = scalar<[n: Column<Numeric>], Text>('space', 'c')
/** The n-th part, from the end for negative n. */
export const splitPart = scalar<[text: Column<Text>, delimiter: Value<Text>, n: Value<Numeric>], Text>(
  'splitPart',
  'cvv',
)
/** Whether it begins with the part. */
export const startswith = scalar<[text: Column<Bytes>, part: Value<unknown>], Flag>('startswith', 'cv')
/** A part, from 1, from the end for negative starts; also of binary. */
export const substring = scalar<[text: Column<Bytes>, from: Value<Numeric>, length?: Value<Numeric>], Text>(
  'substring',
  'cvv',
)
/** The same as `substring`. */
export const substr = substring
/** What is before the n-th delimiter, after it for negative n. */
export const substringIndex = scalar<[text: Column<Text>, delimiter: Value<Text>, n: Value<Numeric>], Text>(
  'substringIndex',
  'cvv',
)
/** Bytes of `hex`, `base64` or `utf-8` text; an error when it is none. */
export const toBinary = scalar<[text: Column<Text>, format?: Value<Text>], Binary>('toBinary', 'cv')
/** As `toBinary`, null when it is none. */
export const tryToBinary = scalar<[text: Column<Text>, format?: Value<Text>], Binary>('tryToBinary', 'cv')
/** Numbers, dates and binary by a format. */
export const toChar = scalar<[value: Column<unknown>, format: Value<Text>], Text>('toChar', 'cv')
/** The same as `toChar`. */
export const toVarchar = toChar
/** A decimal by a format; an error when it does not fit. */
export const toNumber = scalar<[text: Column<Text>, format: Value<Text>], Long>('toNumber', 'cv')
/** As `toNumber`, null when it does not fit. */
export const tryToNumber = scalar<[text: Column<Text>, format: Value<Text>], Long>('tryToNumber', 'cv')
/** Character by character. */
export const translate = scalar<[text: Column<Text>, from: Value<Text>, to: Value<Text>], Text>('translate', 'cvv')
/** Base64 as binary. */
export const unbase64 = scalar<[text: Column<Text>], Binary>('unbase64', 'c')
/** Hexadecimal digits as binary. */
export const unhex = scalar<[text: Column<Text>], Binary>('unhex', 'c')
/** A whole number, text or binary in hexadecimal digits. */
export const hex = scalar<[value: Column<unknown>], Text>('hex', 'c')
/** The text; an error when it is not UTF-8. */
export const validateUtf8 = scalar<[text: Column<Bytes>], Text>('validateUtf8', 'c')
/** The text; null when it is not UTF-8. */
export const tryValidateUtf8 = scalar<[text: Column<Bytes>], Text>('tryValidateUtf8', 'c')
/** The words of each sentence, by the rules for English. */
export const sentences = scalar<[text: Column<Text>], readonly (readonly string[])[] | null>('sentences', 'c')
