import type { Arg, Column } from '../call-signature.ts'
import type { NotNull, Numeric } from '../row-types.ts'
import { scalar } from './scalar.ts'
import type { Flag } from './value-types.ts'

/** A when it is true, else b. */
export const ifElse = scalar<[condition: Column<Flag>, yes: Column<unknown>, no: Column<unknown>], Arg<1> | Arg<2>>(
  'if',
  'ccc',
)
/** A, b where a is null. */
export const ifnull = scalar<[a: Column<unknown>, b: Column<unknown>], NotNull<Arg<0>> | Arg<1>>('ifnull', 'cc')
/** The same as `ifnull`. */
export const nvl = ifnull
/** B where a is not null, else c. */
export const nvl2 = scalar<[a: Column<unknown>, b: Column<unknown>, c: Column<unknown>], Arg<1> | Arg<2>>('nvl2', 'ccc')
/** Null where both are equal, else a. */
export const nullif = scalar<[a: Column<unknown>, b: Column<unknown>], Arg<0> | null>('nullif', 'cc')
/** Null for 0. */
export const nullifzero = scalar<[x: Column<Numeric>], Arg<0> | null>('nullifzero', 'c')
/** 0 for null. */
export const zeroifnull = scalar<[x: Column<Numeric>], NotNull<Arg<0>> | 0>('zeroifnull', 'c')
/** `is null`. */
export const isNull = scalar<[value: Column<unknown>], boolean>('isNull', 'c')
/** `is not null`. */
export const isNotNull = scalar<[value: Column<unknown>], boolean>('isNotNull', 'c')
/** `<=>`, equal where both are null. */
export const equalNullSafe = scalar<[a: Column<unknown>, b: Column<unknown>], boolean>('equalNullSafe', 'cc')

export { ifElse as if }
