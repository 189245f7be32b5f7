import type { ScalarFunction } from '../function.ts'
import { arrayChange } from './array-change.ts'
import { arraySearch } from './array-search.ts'
import { arraySets } from './array-sets.ts'
import { collectionAccess } from './collection-access.ts'
import { collectionMake } from './collection-make.ts'
import { csv } from './csv.ts'
import { hashes } from './hashes.ts'
import { json } from './json.ts'
import { lambdas } from './lambdas.ts'
import { like } from './like.ts'
import { masks } from './mask.ts'
import { math } from './math.ts'
import { miscellaneous } from './miscellaneous.ts'
import { numbers } from './numbers.ts'
import { random } from './random.ts'
import { regexp } from './regexp.ts'
import { roundings } from './rounding.ts'
import { sentences } from './sentences.ts'
import { sequences } from './sequence.ts'
import { stringCase } from './string-case.ts'
import { stringChange } from './string-change.ts'
import { stringChecks } from './string-checks.ts'
import { stringCoding } from './string-coding.ts'
import { stringConcat } from './string-concat.ts'
import { stringFormat } from './string-format.ts'
import { stringLength } from './string-length.ts'
import { stringPad } from './string-pad.ts'
import { stringSearch } from './string-search.ts'
import { stringSlice } from './string-slice.ts'
import { stringTrim } from './string-trim.ts'
import { numberFormats } from './to-number.ts'
import { url } from './url.ts'
import { window } from './window.ts'

/** The families of functions of strings, and of all else that is not an operator. */
export const families: readonly Readonly<Record<string, ScalarFunction>>[] = [
  arrayChange,
  arraySearch,
  arraySets,
  collectionAccess,
  collectionMake,
  csv,
  hashes,
  json,
  lambdas,
  like,
  math,
  miscellaneous,
  sentences,
  sequences,
  numbers,
  random,
  regexp,
  roundings,
  masks,
  stringChecks,
  stringCoding,
  stringFormat,
  stringCase,
  stringChange,
  stringConcat,
  stringLength,
  stringPad,
  stringSearch,
  stringSlice,
  stringTrim,
  numberFormats,
  url,
  window,
]
