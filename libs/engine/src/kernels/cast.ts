import { type HostValue, isFixedType, isInt64Based, type TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { isDecimal, isFloating, isInteger } from '../analyse/type-classes.ts'
import type { TypedCast, TypedExpression, TypedLiteral } from '../plan/typed-expression.ts'
import { type HostCast, hostCast } from './cast-host.ts'
import { type Generator, is64, isText, NEEDS_EXACT, type Value } from './generator.ts'
import { hostFromJson, hostToJson } from './host-json.ts'
import { emitHost } from './hosted.ts'
import { emitTextFunction } from './text-function.ts'
import { TextOutput } from './text-output.ts'
import { timeZone } from './time-zone.ts'

export { canCast } from './cast-host.ts'

/** Ranges of the integer types that a double holds. */
export const LIMITS: Readonly<Partial<Record<TypeName, readonly [number, number]>>> = {
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-2147483648, 2147483647],
  interval_ym: [-2147483648, 2147483647],
  interval_year: [-2147483648, 2147483647],
  interval_month: [-2147483648, 2147483647],
}

const WIDENING: readonly TypeName[] = ['int8', 'int16', 'int32', 'int64', 'float', 'double']

/** True when the cast of some value raises an error. */
export function castRaises(from: TypeName, to: TypeName): boolean {
  if (from === to || from === 'void' || to === 'string' || to === 'binary') return false
  if (from === 'boolean' || to === 'boolean') return from === 'string'
  if (from === 'date' || from === 'timestamp_ntz') return false
  if (from === 'timestamp') return isInteger(to) && to !== 'int64'
  if (isFixedType(from) && (to === 'float' || to === 'double')) return false
  const at = WIDENING.indexOf(from)
  return !(isInteger(from) && at <= WIDENING.indexOf(to))
}

/** True when the cast of a value that is there may be null: NaN and infinities have no decimal, a text may be no interval. */
export const mayGiveNull = (from: TypeName, to: TypeName): boolean =>
  (isFloating(from) && isDecimal(to)) || (from === 'string' && to === 'interval')

/** Types between which casts are generated code. */
const GENERATED: readonly TypeName[] = [...WIDENING, 'boolean', 'date', 'timestamp', 'timestamp_ntz']

/** Code of a cast in ANSI mode. */
export function emitCast(g: Generator, e: TypedCast): Value {
  const from = e.arg.type
  const to = e.type
  if (from === to) return g.emit(e.arg)
  const constant = foldCast(e)
  if (constant !== null) return g.emit(constant)
  const options = { timeZone: e.timeZone, try: e.try }
  if (isText(from) && isText(to))
    return emitTextFunction(g, [e.arg], to, ([bytes]) => textBytes(bytes as Uint8Array, to))
  if (from === 'string' && isFixedType(to)) return emitParse(g, e, hostCast(from, to, options))
  if (to === 'string' && isFixedType(from)) {
    const format = hostCast(from, 'string', options)
    const output = g.constants.object(
      new TextOutput(isInt64Based(from) ? v => format(BigInt(v)) as string : (format as never)),
    )
    g.setup.push(`${output}.begin()`)
    const boolean = from === 'boolean'
    return g.strict([e.arg], to, ([v]) => ({
      value: `${output}.id(${boolean ? `${v.value} === true` : v.value})`,
      dictionary: `${output}.dictionary`,
    }))
  }
  if (e.try !== true && GENERATED.includes(from) && GENERATED.includes(to)) {
    return g.strict([e.arg], to, ([v]) => number(g, v.value, from, to, e.timeZone))
  }
  return emitHost(g, [e.arg], to, hostCast(from, to, options))
}

/** A literal or the cast of one, as a literal; null for other expressions. */
export const foldConstant = (e: TypedExpression): TypedLiteral | null =>
  e.kind === 'literal' ? e : e.kind === 'cast' ? foldCast(e) : null

/** A constant's cast as a constant; null when it is none, or its cast fails, which is an error only where a row needs it. */
function foldCast(e: TypedCast): TypedLiteral | null {
  const { type } = e
  const arg = foldConstant(e.arg)
  if (arg === null) return null
  if (arg.value === null) return { kind: 'literal', type, value: null, nullable: true }
  try {
    const value = hostCast(arg.type, type, { timeZone: e.timeZone, try: e.try })(hostFromJson(arg.type, arg.value))
    return { kind: 'literal', type, value: hostToJson(type, value) as TypedLiteral['value'], nullable: value === null }
  } catch (error) {
    if (error instanceof MillraceError) return null
    throw error
  }
}

const decoder = new TextDecoder()
const encoder = new TextEncoder()

/** Bytes that are not UTF-8 are replaced on the way to string. */
const textBytes = (bytes: Uint8Array, to: TypeName): Uint8Array =>
  to === 'binary' ? bytes : encoder.encode(decoder.decode(bytes))

function emitParse(g: Generator, e: TypedCast, cast: HostCast): Value {
  return emitTextFunction(
    g,
    [e.arg],
    e.type,
    ([bytes]) =>
      cast(decoder.decode(bytes as Uint8Array)) as Exclude<HostValue, string | readonly HostValue[]> as never,
  )
}

function number(g: Generator, v: string, from: TypeName, to: TypeName, zone = 'UTC'): string {
  const x = g.fresh('x')
  const bigFrom = g.exact && is64(from)
  const bigTo = g.exact && is64(to)
  if (from === 'boolean') return bigTo ? `(${v} ? 1n : 0n)` : `(${v} ? 1 : 0)`
  if (to === 'boolean') return `${v} ${bigFrom ? '!== 0n' : '!== 0'}`
  if (from === 'date') {
    const midnight = g.exact ? `BigInt(${v}) * 86400000000n` : `${v} * 86400000000`
    return to === 'timestamp' ? instant(g, midnight, zone) : safe(g, midnight)
  }
  if (from === 'timestamp_ntz') return to === 'timestamp' ? instant(g, v, zone) : wholes(g, v, 8.64e10)
  if (to === 'timestamp_ntz') return localTime(g, v, zone)
  if (to === 'timestamp') return secondsToTimestamp(g, v, from, x)
  if (from === 'timestamp') {
    if (to === 'date') return wholes(g, localTime(g, v, zone), 8.64e10)
    if (to === 'double') return `Number(${v}) / 1000000`
    if (to === 'float') return `Math.fround(Number(${v}) / 1000000)`
    if (bigTo) return `${g.constants.helpers}.floorDivide(${v}, 1000000n)`
    if (to === 'int64') return wholes(g, v, 1e6)
    g.line(`const ${x} = ${wholes(g, v, 1e6)}`)
    return checked(g, x, from, to)
  }
  if (to === 'double') return bigFrom ? `Number(${v})` : v
  if (to === 'float') return `Math.fround(${bigFrom ? `Number(${v})` : v})`
  if (from === 'double' || from === 'float') {
    if (bigTo) return `${g.constants.helpers}.truncate64(${v})`
    g.line(`const ${x} = Math.trunc(${v}) + 0`)
    return to === 'int64' ? safe(g, x) : checked(g, x, from, to)
  }
  if (bigTo) return bigFrom ? v : `BigInt(${v})`
  if (to === 'int64' || WIDENING.indexOf(from) < WIDENING.indexOf(to)) return v
  g.line(`const ${x} = ${bigFrom ? `Number(${v})` : v}`)
  return checked(g, x, from, to)
}

/** `floor(us / unit)` as a number. */
function wholes(g: Generator, us: string, unit: number): string {
  return g.exact ? `Number(${g.constants.helpers}.floorDivide(${us}, ${unit}n))` : `Math.floor(${us} / ${unit})`
}

/** The wall clock of an instant in microseconds, both texts of timestamps. */
export function localTime(g: Generator, us: string, zone = 'UTC'): string {
  if (zone === 'UTC') return us
  const clock = g.constants.object(timeZone(zone))
  if (g.exact) return `${clock}.toLocal(${us})`
  const x = g.fresh('x')
  g.line(`const ${x} = ${us}`)
  return `(${x} + ${clock}.offsetAt(${x}))`
}

/** The instant of a wall clock. */
function instant(g: Generator, local: string, zone: string): string {
  if (zone === 'UTC') return safe(g, local)
  const clock = g.constants.object(timeZone(zone))
  return g.exact ? `${clock}.toUtc(${local})` : safe(g, `Number(${clock}.toUtc(BigInt(${local})))`)
}

/** An int64 as a double where it is exact; else the block is done again. */
function safe(g: Generator, text: string): string {
  if (g.exact) return text
  const x = g.fresh('x')
  g.line(`const ${x} = ${text}`)
  g.line(`if (!(${x} <= 9007199254740991 && ${x} >= -9007199254740991)) ${NEEDS_EXACT}`)
  return x
}

function secondsToTimestamp(g: Generator, v: string, from: TypeName, x: string): string {
  if (g.exact) return `${g.constants.object(hostCast(from, 'timestamp'))}(${v})`
  g.line(`const ${x} = Math.trunc(${v} * 1000000)`)
  return safe(g, x)
}

function checked(g: Generator, x: string, from: TypeName, to: TypeName): string {
  const limits = LIMITS[to]
  if (limits === undefined) throw new MillraceError('MILLRACE_INTERNAL', `There is no cast from ${from} to ${to}.`)
  const fail = `${g.constants.helpers}.castOverflow(${x}, '${from}', '${to}')`
  g.line(`if (!(${x} >= ${limits[0]} && ${x} <= ${limits[1]})) ${fail}`)
  return x
}
