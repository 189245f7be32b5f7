import type { ScalarFunction } from '../function.ts'
import { like } from './like.ts'
import { regexp } from './regexp.ts'
import { stringCase } from './string-case.ts'
import { stringChange } from './string-change.ts'
import { stringConcat } from './string-concat.ts'
import { stringLength } from './string-length.ts'
import { stringPad } from './string-pad.ts'
import { stringSearch } from './string-search.ts'
import { stringSlice } from './string-slice.ts'
import { stringTrim } from './string-trim.ts'
import { window } from './window.ts'

/** The families of functions of strings, and of all else that is not an operator. */
export const families: readonly Readonly<Record<string, ScalarFunction>>[] = [
  like,
  regexp,
  stringCase,
  stringChange,
  stringConcat,
  stringLength,
  stringPad,
  stringSearch,
  stringSlice,
  stringTrim,
  window,
]
