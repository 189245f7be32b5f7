import type { Interval } from '@millrace/columns'
import type { DateString, HostMap } from '../host-type.ts'

export type Text = string | null
/** Text or bytes. */
export type Bytes = string | Uint8Array | null
export type Binary = Uint8Array | null
export type Flag = boolean | null
/** A value of int8, int16 or int32. */
export type Whole = number | null
/** A value of int64, or the unscaled digits of a decimal. */
export type Long = bigint | null
export type Double = number | null
export type Day = DateString | null
export type Timestamp = Date | null
/** What functions of dates and times take: also a text, which is cast. */
export type Moment = Date | string | null
/** A calendar interval. */
export type Period = Interval | null
export type List = readonly unknown[] | null
export type Dictionary = HostMap<unknown, unknown> | null
export type Collection = List | Dictionary
