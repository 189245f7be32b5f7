import { expectArguments } from '../../analyse/coercion.ts'
import type { ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { timeZone } from '../time-zone.ts'
import { signature } from './signature.ts'

const floorDivide = (a: bigint, b: bigint): bigint => (a - (((a % b) + b) % b)) / b

/** Whole units since 1970; `unit` is in microseconds. */
const unixUnits = (unit: bigint): ScalarFunction =>
  hosted({
    resolve: signature(['timestamp'], 'int64'),
    evaluator: () => (us: bigint) => floorDivide(us, unit),
  })

/** Timestamps as numbers, and between time zones. */
export const timeConvert = {
  unixDate: hosted({ resolve: signature(['date'], 'int32'), evaluator: () => (days: number) => days }),
  unixSeconds: unixUnits(1_000_000n),
  unixMillis: unixUnits(1000n),
  unixMicros: unixUnits(1n),
  /** The instant whose UTC clock shows what the zone's clock shows. */
  fromUtcTimestamp: hosted({
    raises: true,
    resolve: signature(['timestamp', 'string'], 'timestamp'),
    evaluator: () => (us: bigint, zone: string) => timeZone(zone).toLocal(us),
  }),
  toUtcTimestamp: hosted({
    raises: true,
    resolve: signature(['timestamp', 'string'], 'timestamp'),
    evaluator: () => (us: bigint, zone: string) => timeZone(zone).toUtc(us),
  }),
  /** A wall clock of one zone (the session's unless given) as that of another. */
  convertTimezone: hosted({
    raises: true,
    zoned: true,
    resolve(args, name) {
      expectArguments(name, args, 2, 3)
      return args.length === 2
        ? signature(['string', 'timestamp_ntz'], 'timestamp_ntz')(args, name)
        : signature(['string', 'string', 'timestamp_ntz'], 'timestamp_ntz')(args, name)
    },
    evaluator: call => {
      const convert = (from: string, to: string, local: bigint): bigint =>
        timeZone(to).toLocal(timeZone(from).toUtc(local))
      if (call.args.length === 3) return convert
      return (to: string, local: bigint) => convert(call.timeZone ?? 'UTC', to, local)
    },
  }),
} satisfies Record<string, ScalarFunction>
