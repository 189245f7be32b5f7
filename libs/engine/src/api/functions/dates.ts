import type { Column, Value } from '../call-signature.ts'
import type { DateString } from '../host-type.ts'
import type { Numeric } from '../row-types.ts'
import { scalar } from './scalar.ts'
import type { Day, Double, Flag, Long, Moment, Period, Text, Timestamp, Whole } from './value-types.ts'

/** Months later; the last day where there is no such day. */
export const addMonths = scalar<[date: Column<Moment>, n: Column<Numeric>], Day>('addMonths', 'cc')
/** A local time of one zone as that of another. */
export const convertTimezone = scalar<[from: Value<Text>, to: Value<Text>, time: Column<Moment>], Timestamp>(
  'convertTimezone',
  'vvc',
)
/** The date when the query (or the batch) began. */
export const currentDate = scalar<[], DateString>('currentDate', '')
/** The same as `currentDate`. */
export const curdate = currentDate
/** The instant when the query (or the batch) began. */
export const currentTimestamp = scalar<[], Date>('currentTimestamp', '')
/** The same as `currentTimestamp`. */
export const now = currentTimestamp
/** As `currentTimestamp` without zone. */
export const localtimestamp = scalar<[], Date>('localtimestamp', '')
/** The session's time zone. */
export const currentTimezone = scalar<[], string>('currentTimezone', '')
/** Days later. */
export const dateAdd = scalar<[date: Column<Moment>, days: Column<Numeric>], Day>('dateAdd', 'cc')
/** The same as `dateAdd`. */
export const dateadd = dateAdd
/** Days earlier. */
export const dateSub = scalar<[date: Column<Moment>, days: Column<Numeric>], Day>('dateSub', 'cc')
/** Days between; also with a unit. */
export const datediff = scalar<[end: Column<Moment>, start: Column<Moment>], Whole>('datediff', 'cc')
/** The same as `datediff`. */
export const dateDiff = datediff
/** Text by a pattern of Spark's. */
export const dateFormat = scalar<[time: Column<Moment>, pattern: Value<Text>], Text>('dateFormat', 'cv')
/** The date of days since 1970. */
export const dateFromUnixDate = scalar<[days: Column<Numeric>], Day>('dateFromUnixDate', 'c')
/** Year, month, day, hour, minute, second, week, dow and others of dates, times and intervals. */
export const extract = scalar<[field: Value<Text>, value: Column<unknown>], number | bigint | null>('extract', 'vc')
/** The same as `extract`. */
export const datePart = extract
/** The same as `extract`. */
export const datepart = extract
/** The start of the unit, a timestamp. */
export const dateTrunc = scalar<[unit: Value<Text>, time: Column<Moment>], Timestamp>('dateTrunc', 'vc')
/** The start of the unit, a date. */
export const trunc = scalar<[date: Column<Moment>, unit: Value<Text>], Day>('trunc', 'cv')
/** Day of the month. */
export const dayofmonth = scalar<[date: Column<Moment>], Whole>('dayofmonth', 'c')
/** The same as `dayofmonth`. */
export const day = dayofmonth
/** Mon, Tue and so on. */
export const dayname = scalar<[date: Column<Moment>], Text>('dayname', 'c')
/** 1 is Sunday. */
export const dayofweek = scalar<[date: Column<Moment>], Whole>('dayofweek', 'c')
/** Day of the year. */
export const dayofyear = scalar<[date: Column<Moment>], Whole>('dayofyear', 'c')
/** Text of seconds since 1970. */
export const fromUnixtime = scalar<[seconds: Column<Numeric>, pattern?: Value<Text>], Text>('fromUnixtime', 'cv')
/** The local time of a zone. */
export const fromUtcTimestamp = scalar<[time: Column<Moment>, zone: Value<Text>], Timestamp>('fromUtcTimestamp', 'cv')
/** From the local time of a zone. */
export const toUtcTimestamp = scalar<[time: Column<Moment>, zone: Value<Text>], Timestamp>('toUtcTimestamp', 'cv')
/** Minute. */
export const minute = scalar<[time: Column<Moment>], Whole>('minute', 'c')
/** Second. */
export const second = scalar<[time: Column<Moment>], Whole>('second', 'c')
/** The last day of the month. */
export const lastDay = scalar<[date: Column<Moment>], Day>('lastDay', 'c')
/** A date; an error for one that is not there. */
export const makeDate = scalar<[year: Column<Numeric>, month: Column<Numeric>, day: Column<Numeric>], Day>(
  'makeDate',
  'ccc',
)
/** An interval. */
export const makeInterval = scalar<
  [
    years?: Column<Numeric>,
    months?: Column<Numeric>,
    weeks?: Column<Numeric>,
    days?: Column<Numeric>,
    hours?: Column<Numeric>,
    mins?: Column<Numeric>,
    secs?: Column<Numeric>,
  ],
  Period
>('makeInterval', 'ccccccc')
/** As `makeInterval`, null where it does not fit. */
export const tryMakeInterval = scalar<
  [
    years?: Column<Numeric>,
    months?: Column<Numeric>,
    weeks?: Column<Numeric>,
    days?: Column<Numeric>,
    hours?: Column<Numeric>,
    mins?: Column<Numeric>,
    secs?: Column<Numeric>,
  ],
  Period
>('tryMakeInterval', 'ccccccc')
/** An interval of days and time. */
export const makeDtInterval = scalar<
  [days?: Column<Numeric>, hours?: Column<Numeric>, mins?: Column<Numeric>, secs?: Column<Numeric>],
  Long
>('makeDtInterval', 'cccc')
/** An interval of months. */
export const makeYmInterval = scalar<[years?: Column<Numeric>, months?: Column<Numeric>], Whole>('makeYmInterval', 'cc')
/** A timestamp. */
export const makeTimestamp = scalar<
  [
    year: Column<Numeric>,
    month: Column<Numeric>,
    day: Column<Numeric>,
    hour: Column<Numeric>,
    min: Column<Numeric>,
    sec: Column<Numeric>,
    zone?: Value<Text>,
  ],
  Timestamp
>('makeTimestamp', 'ccccccv')
/** As `makeTimestamp`. */
export const makeTimestampLtz = scalar<
  [
    year: Column<Numeric>,
    month: Column<Numeric>,
    day: Column<Numeric>,
    hour: Column<Numeric>,
    min: Column<Numeric>,
    sec: Column<Numeric>,
    zone?: Value<Text>,
  ],
  Timestamp
>('makeTimestampLtz', 'ccccccv')
/** A timestamp without zone. */
export const makeTimestampNtz = scalar<
  [
    year: Column<Numeric>,
    month: Column<Numeric>,
    day: Column<Numeric>,
    hour: Column<Numeric>,
    min: Column<Numeric>,
    sec: Column<Numeric>,
  ],
  Timestamp
>('makeTimestampNtz', 'cccccc')
/** Null for one that is not there. */
export const tryMakeTimestamp = scalar<
  [
    year: Column<Numeric>,
    month: Column<Numeric>,
    day: Column<Numeric>,
    hour: Column<Numeric>,
    min: Column<Numeric>,
    sec: Column<Numeric>,
    zone?: Value<Text>,
  ],
  Timestamp
>('tryMakeTimestamp', 'ccccccv')
/** As `makeTimestampLtz`. */
export const tryMakeTimestampLtz = scalar<
  [
    year: Column<Numeric>,
    month: Column<Numeric>,
    day: Column<Numeric>,
    hour: Column<Numeric>,
    min: Column<Numeric>,
    sec: Column<Numeric>,
    zone?: Value<Text>,
  ],
  Timestamp
>('tryMakeTimestampLtz', 'ccccccv')
/** As `makeTimestampNtz` without zone. */
export const tryMakeTimestampNtz = scalar<
  [
    year: Column<Numeric>,
    month: Column<Numeric>,
    day: Column<Numeric>,
    hour: Column<Numeric>,
    min: Column<Numeric>,
    sec: Column<Numeric>,
  ],
  Timestamp
>('tryMakeTimestampNtz', 'cccccc')
/** Month, 1 to 12. */
export const month = scalar<[date: Column<Moment>], Whole>('month', 'c')
/** Jan, Feb and so on. */
export const monthname = scalar<[date: Column<Moment>], Text>('monthname', 'c')
/** Months and parts of 31 days between. */
export const monthsBetween = scalar<[end: Column<Moment>, start: Column<Moment>, rounded?: Value<Flag>], Double>(
  'monthsBetween',
  'ccv',
)
/** The next such day after a date. */
export const nextDay = scalar<[date: Column<Moment>, weekday: Value<Text>], Day>('nextDay', 'cv')
/** 1 to 4. */
export const quarter = scalar<[date: Column<Moment>], Whole>('quarter', 'c')
/** Week by ISO 8601. */
export const weekofyear = scalar<[date: Column<Moment>], Whole>('weekofyear', 'c')
/** Year. */
export const year = scalar<[date: Column<Moment>], Whole>('year', 'c')
/** The instant of microseconds since 1970. */
export const timestampMicros = scalar<[n: Column<Numeric>], Timestamp>('timestampMicros', 'c')
/** The instant of milliseconds since 1970. */
export const timestampMillis = scalar<[n: Column<Numeric>], Timestamp>('timestampMillis', 'c')
/** The instant of seconds since 1970. */
export const timestampSeconds = scalar<[n: Column<Numeric>], Timestamp>('timestampSeconds', 'c')
/** Whole units between. */
export const timestampDiff = scalar<[unit: Value<Text>, start: Column<Moment>, end: Column<Moment>], Long>(
  'timestampDiff',
  'vcc',
)
/** As `toDate`, null for what is none. */
export const tryToDate = scalar<[text: Column<Moment>, pattern?: Value<Text>], Day>('tryToDate', 'cv')
/** A timestamp; an error for what is none. */
export const toTimestamp = scalar<[text: Column<Moment>, pattern?: Value<Text>], Timestamp>('toTimestamp', 'cv')
/** The same as `toTimestamp`. */
export const toTimestampLtz = toTimestamp
/** As `toTimestamp`, null for what is none. */
export const tryToTimestamp = scalar<[text: Column<Moment>, pattern?: Value<Text>], Timestamp>('tryToTimestamp', 'cv')
/** A timestamp without zone. */
export const toTimestampNtz = scalar<[text: Column<Moment>, pattern?: Value<Text>], Timestamp>('toTimestampNtz', 'cv')
/** Seconds since 1970. */
export const unixTimestamp = scalar<[time?: Column<Moment>, pattern?: Value<Text>], Long>('unixTimestamp', 'cv')
/** Seconds since 1970. */
export const toUnixTimestamp = scalar<[time: Column<Moment>, pattern?: Value<Text>], Long>('toUnixTimestamp', 'cv')
/** Days since 1970. */
export const unixDate = scalar<[date: Column<Moment>], Whole>('unixDate', 'c')
/** Microseconds since 1970. */
export const unixMicros = scalar<[time: Column<Moment>], Long>('unixMicros', 'c')
/** Milliseconds since 1970. */
export const unixMillis = scalar<[time: Column<Moment>], Long>('unixMillis', 'c')
/** Seconds since 1970. */
export const unixSeconds = scalar<[time: Column<Moment>], Long>('unixSeconds', 'c')
/** The last microsecond of a window. */
export const windowTime = scalar<[window: Column<unknown>], Timestamp>('windowTime', 'c')
