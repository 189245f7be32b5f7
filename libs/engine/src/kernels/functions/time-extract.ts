import { type Interval, isDayTime, isYearMonth, type TypeName } from '@millrace/columns'
import { expectArguments, mismatch } from '../../analyse/coercion.ts'
import { isInterval } from '../../analyse/type-classes.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import type { Resolved, ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { scalarFunction } from '../registry.ts'
import { rewritten } from './comparison.ts'

/** The function that gives a field, by the field's names. */
const FIELDS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    year: ['YEAR', 'Y', 'YEARS', 'YR', 'YRS'],
    yearOfWeek: ['YEAROFWEEK'],
    quarter: ['QUARTER', 'QTR'],
    month: ['MONTH', 'MON', 'MONS', 'MONTHS'],
    weekofyear: ['WEEK', 'W', 'WEEKS'],
    dayofmonth: ['DAY', 'D', 'DAYS'],
    dayofweek: ['DAYOFWEEK', 'DOW'],
    isoWeekday: ['DAYOFWEEK_ISO', 'DOW_ISO'],
    dayofyear: ['DOY'],
    hour: ['HOUR', 'H', 'HOURS', 'HR', 'HRS'],
    minute: ['MINUTE', 'M', 'MIN', 'MINS', 'MINUTES'],
    secondWithFraction: ['SECOND', 'S', 'SEC', 'SECONDS', 'SECS'],
  }).flatMap(([name, words]) => words.map(word => [word, name])),
)

const MONTH_PARTS = ['year', 'month']
const TIME_PARTS = ['dayofmonth', 'hour', 'minute', 'secondWithFraction']

function resolve(args: readonly TypedExpression[], name: string): Resolved {
  expectArguments(name, args, 2)
  const [field, source] = args
  if (field.kind === 'literal' && field.value === null) {
    return { name: 'coalesce', args: [{ ...field, type: 'double' }], type: 'double', nullable: true }
  }
  const part = field.kind === 'literal' ? FIELDS[String(field.value).toUpperCase()] : undefined
  if (part === undefined) throw mismatch(name, args, `a field among ${Object.keys(FIELDS).join(', ')}`)
  if (!isInterval(source.type)) return { name: part, ...scalarFunction(part).resolve([source], part) }
  const known = isYearMonth(source.type)
    ? MONTH_PARTS
    : isDayTime(source.type)
      ? TIME_PARTS
      : [...MONTH_PARTS, ...TIME_PARTS]
  if (!known.includes(part)) throw mismatch(name, args, 'a field that the interval has')
  const type = PART_TYPES[part]
  return { name: `intervalPart${part}`, args: [source], type, nullable: source.nullable }
}

const PART_TYPES: Readonly<Record<string, TypeName>> = {
  year: 'int32',
  month: 'int8',
  dayofmonth: 'int32',
  hour: 'int8',
  minute: 'int8',
  secondWithFraction: 'decimal(8,6)',
}

/** A part of an interval: of its months, its days or its microseconds. */
function intervalPart(of: (interval: Interval) => number | bigint): ScalarFunction {
  return hosted({
    resolve: (args, name) => ({ args, type: PART_TYPES[name.slice('intervalPart'.length)], nullable: true }),
    evaluator: call => {
      const { type } = call.args[0]
      if (isYearMonth(type)) return (months: number) => of({ months, days: 0, microseconds: 0n })
      if (isDayTime(type)) {
        return (us: bigint) => of({ months: 0, days: Number(us / 86_400_000_000n), microseconds: us % 86_400_000_000n })
      }
      return (interval: Interval) => of(interval)
    },
  })
}

const extract: ScalarFunction = { resolve, emit: call => rewritten(call.name) }

/** Spark's extract(field from source) and date_part(field, source). */
export const timeExtract = {
  extract,
  datePart: extract,
  datepart: extract,
  intervalPartyear: intervalPart(i => Math.trunc(i.months / 12)),
  intervalPartmonth: intervalPart(i => i.months % 12),
  intervalPartdayofmonth: intervalPart(i => i.days),
  intervalParthour: intervalPart(i => Number(i.microseconds / 3_600_000_000n)),
  intervalPartminute: intervalPart(i => Number((i.microseconds / 60_000_000n) % 60n)),
  intervalPartsecondWithFraction: intervalPart(i => i.microseconds % 60_000_000n),
} satisfies Record<string, ScalarFunction>
