import type { HostValue } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { coerce, expectArguments, isVoid, mismatch } from '../../analyse/coercion.ts'
import { isDatetime, isNumeric } from '../../analyse/type-classes.ts'
import type { TypedCall, TypedExpression } from '../../plan/typed-expression.ts'
import { daysOfMicros } from '../cast-datetime.ts'
import { patternFormatter } from '../datetime-pattern/format.ts'
import { patternNtzParser, patternParser } from '../datetime-pattern/parse.ts'
import { anyNullable, type ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { timeZone } from '../time-zone.ts'
import { signature } from './signature.ts'

export const DEFAULT_PATTERN = 'yyyy-MM-dd HH:mm:ss'

/** Remembers what patterns compile to; a query has few of them. */
function cached<T>(make: (pattern: string) => T): (pattern: string) => T {
  const known = new Map<string, T>()
  return pattern => {
    let made = known.get(pattern)
    if (made === undefined) {
      made = make(pattern)
      if (known.size > 100) known.clear()
      known.set(pattern, made)
    }
    return made
  }
}

const cannotParse = (text: string, pattern: string): never => {
  throw new MillraceError(
    'MILLRACE_ARITHMETIC',
    `[CANNOT_PARSE_TIMESTAMP] Text '${text}' could not be parsed with the pattern '${pattern}'. Use the try_ form to get null.`,
  )
}

type Target = 'date' | 'timestamp' | 'timestamp_ntz'

/** Reads texts in patterns; what cannot be read is an error, or null with `attempt`. */
const patternReader = (to: Target, attempt: boolean): ScalarFunction =>
  hosted({
    raises: !attempt,
    zoned: true,
    resolve: args => ({ args, type: to, nullable: attempt || anyNullable(args) }),
    evaluator: call => {
      const zone = timeZone(call.timeZone ?? 'UTC')
      const parser = cached(p => (to === 'timestamp_ntz' ? patternNtzParser(p) : patternParser(p, zone)))
      return (text: string, pattern: string) => {
        const us = parser(pattern)(text)
        if (us === undefined) return attempt ? null : cannotParse(text, pattern)
        return to === 'date' ? daysOfMicros(zone.toLocal(us)) : us
      }
    },
  })

/** A cast, or with a pattern for texts what `reader` names; the pattern does not matter for other types. */
function converting(to: Target, reader: string, attempt = false): ScalarFunction {
  return {
    resolve(args, name) {
      expectArguments(name, args, 1, 2)
      const [value, pattern] = args
      const numeric = to === 'timestamp' && pattern === undefined && isNumeric(value.type)
      if (!isDatetime(value.type) && value.type !== 'string' && !isVoid(value) && !numeric) {
        throw mismatch(name, args, 'a string, date or timestamp')
      }
      if (pattern !== undefined && value.type === 'string') {
        const typed = [value, coerce(pattern, 'string')]
        return { name: reader, ...readers[reader].resolve(typed, reader) }
      }
      const cast = coerce(value, to)
      const tried = cast.kind === 'cast' && attempt ? { ...cast, try: true, nullable: true } : cast
      return { args: [tried], type: to, nullable: tried.nullable }
    },
    emit: (call, g) => g.emit(call.args[0]),
  }
}

const readers: Readonly<Record<string, ScalarFunction>> = {
  parseDate: patternReader('date', false),
  tryParseDate: patternReader('date', true),
  parseTimestamp: patternReader('timestamp', false),
  tryParseTimestamp: patternReader('timestamp', true),
  parseTimestampNtz: patternReader('timestamp_ntz', false),
}

/** Seconds since 1970 of a date or timestamp, or of a text in a pattern. */
const unixSeconds: ScalarFunction = hosted({
  raises: true,
  zoned: true,
  resolve(args, name) {
    expectArguments(name, args, 1, 2)
    const [value, pattern = text(DEFAULT_PATTERN)] = args
    if (!isDatetime(value.type) && value.type !== 'string' && !isVoid(value)) {
      throw mismatch(name, args, 'a string, date or timestamp')
    }
    const typed =
      value.type === 'string'
        ? [value, coerce(pattern, 'string')]
        : [coerce(value, 'timestamp'), coerce(pattern, 'string')]
    return { args: typed, type: 'int64', nullable: anyNullable(typed) }
  },
  evaluator: call => {
    // Spark cuts the fraction off, before 1970 too.
    const seconds = (us: bigint): bigint => us / 1_000_000n
    if (call.args[0].type !== 'string') return (us: bigint) => seconds(us)
    const zone = timeZone(call.timeZone ?? 'UTC')
    const parser = cached(p => patternParser(p, zone))
    return (value: string, pattern: string) => seconds(parser(pattern)(value) ?? cannotParse(value, pattern))
  },
})

const text = (value: string): TypedExpression => ({ kind: 'literal', type: 'string', value, nullable: false })

/** Writes instants in a pattern; `unit` is what the value counts, in microseconds. */
const writing =
  (unit: bigint) =>
  (call: TypedCall): ((value: bigint, pattern: string) => HostValue) => {
    const zone = timeZone(call.timeZone ?? 'UTC')
    const formatter = cached(p => patternFormatter(p, zone))
    return (value, pattern) => formatter(pattern)(value * unit)
  }

/** Dates and timestamps from texts and to them, with Spark's datetime patterns. */
export const timeText = {
  ...readers,
  toDate: converting('date', 'parseDate'),
  tryToDate: converting('date', 'tryParseDate', true),
  toTimestamp: converting('timestamp', 'parseTimestamp'),
  tryToTimestamp: converting('timestamp', 'tryParseTimestamp', true),
  toTimestampLtz: converting('timestamp', 'parseTimestamp'),
  toTimestampNtz: converting('timestamp_ntz', 'parseTimestampNtz'),
  toUnixTimestamp: unixSeconds,
  unixTimestamp: {
    ...unixSeconds,
    resolve: (args, name) =>
      args.length === 0 ? { args, type: 'int64', nullable: false } : unixSeconds.resolve(args, name),
    constant: ({ now }, call) =>
      call.args.length > 0
        ? call
        : { kind: 'literal', type: 'int64', value: String(now / 1_000_000n), nullable: false },
  },
  dateFormat: hosted({
    raises: true,
    zoned: true,
    resolve: signature(['timestamp', 'string'], 'string'),
    evaluator: writing(1n),
  }),
  fromUnixtime: hosted({
    raises: true,
    zoned: true,
    resolve: (args, name) =>
      signature(['int64', 'string'], 'string')(args.length === 1 ? [...args, text(DEFAULT_PATTERN)] : args, name),
    evaluator: writing(1_000_000n),
  }),
} satisfies Record<string, ScalarFunction>
