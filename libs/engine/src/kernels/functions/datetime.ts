import { coerce, expectArguments, isInteger, isVoid, mismatch } from '../../analyse/coercion.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import { anyNullable, type ScalarFunction } from '../function.ts'
import type { Generator } from '../generator.ts'
import { checkRange } from './arithmetic.ts'

const UNITS: Readonly<Record<string, number>> = {
  microsecond: 1,
  millisecond: 1e3,
  second: 1e6,
  minute: 6e7,
  hour: 3.6e9,
  day: 8.64e10,
  week: 6.048e11,
}

/** Text of `floor(us / unit)`, a number, and of the rest that is not negative. Both arguments are texts of timestamps. */
export function floorDivide(g: Generator, us: string, unit: number): string {
  if (!g.exact) return `Math.floor(${us} / ${unit})`
  return `Number(${g.constants.helpers}.floorDivide(${us}, ${unit}n))`
}

function part(unit: number, modulo: number): ScalarFunction {
  return {
    resolve(args, name) {
      expectArguments(name, args, 1)
      const [arg] = args
      if (!['timestamp', 'date', 'string'].includes(arg.type)) throw mismatch(name, args, 'timestamp')
      return { args: [coerce(arg, 'timestamp')], type: 'int32', nullable: arg.nullable }
    },
    emit: (call, g) =>
      g.strict(call.args, 'int32', ([us]) => {
        const whole = g.fresh('x')
        g.line(`const ${whole} = ${floorDivide(g, us.value, unit)}`)
        return `${whole} - Math.floor(${whole} / ${modulo}) * ${modulo}`
      }),
  }
}

function unitOf(args: readonly TypedExpression[]): number {
  const [unit] = args
  const factor = unit.kind === 'literal' ? UNITS[String(unit.value).toLowerCase()] : undefined
  if (factor === undefined) throw mismatch('timestampAdd', args, `a unit among ${Object.keys(UNITS).join(', ')}`)
  return factor
}

/** A date some days later (1) or earlier (-1). */
function shiftDate(sign: 1 | -1): ScalarFunction {
  return {
    resolve(args, name) {
      expectArguments(name, args, 2)
      const [date, days] = args
      const datelike = ['date', 'timestamp', 'timestamp_ntz', 'string', 'void'].includes(date.type)
      if (!datelike || !['int8', 'int16', 'int32', 'string', 'void'].includes(days.type)) {
        throw mismatch(name, args, 'a date and a number of days')
      }
      return { args: [coerce(date, 'date'), coerce(days, 'int32')], type: 'date', nullable: anyNullable(args) }
    },
    emit: (call, g) =>
      g.strict(call.args, 'date', ([date, days]) => `(${date.value} ${sign === 1 ? '+' : '-'} ${days.value} | 0)`),
  }
}

/** Time zone of a session is UTC; local times are made with `timestampAdd`. */
export const datetime = {
  toDate: {
    resolve(args, name) {
      expectArguments(name, args, 1)
      const [arg] = args
      if (!['timestamp', 'date', 'string'].includes(arg.type)) throw mismatch(name, args, 'timestamp, date or string')
      return { args: [coerce(arg, 'date')], type: 'date', nullable: arg.nullable }
    },
    emit: (call, g) => g.emit(call.args[0]),
  },
  hour: part(3.6e9, 24),
  minute: part(6e7, 60),
  second: part(1e6, 60),
  dateAdd: shiftDate(1),
  dateSub: shiftDate(-1),
  timestampAdd: {
    raises: true,
    resolve(args, name) {
      expectArguments(name, args, 3)
      const [unit, quantity, time] = args
      unitOf(args)
      if (!isInteger(quantity.type) && !isVoid(quantity)) throw mismatch(name, args, 'an integer quantity')
      if (!['timestamp', 'date'].includes(time.type) && !isVoid(time)) throw mismatch(name, args, 'a timestamp')
      const typed = [unit, coerce(quantity, 'int64'), coerce(time, 'timestamp')]
      return { args: typed, type: 'timestamp', nullable: anyNullable(typed) }
    },
    emit: (call, g) =>
      g.strict(call.args.slice(1), 'timestamp', ([quantity, time]) => {
        const v = g.fresh('x')
        g.line(`const ${v} = ${time.value} + ${quantity.value} * ${g.integer('timestamp', unitOf(call.args))}`)
        return checkRange(g, v, 'timestamp', 'timestampAdd')
      }),
  },
} satisfies Record<string, ScalarFunction>
