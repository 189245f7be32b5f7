import type { TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { isInteger, isNumeric } from '../analyse/coercion.ts'
import type { TypedCast } from '../plan/typed-expression.ts'
import { formatText, parseText } from './cast-text.ts'
import { LIMITS } from './functions/arithmetic.ts'
import { floorDivide } from './functions/datetime.ts'
import { type Generator, is64, isText, NEEDS_EXACT, type Value } from './generator.ts'
import { emitTextFunction } from './text-function.ts'
import { TextOutput } from './text-output.ts'

/** Whether ANSI mode allows a cast at all. */
export function canCast(from: TypeName, to: TypeName): boolean {
  if (from === to || from === 'string') return true
  if (to === 'string') return true
  if (from === 'binary' || to === 'binary') return false
  if (isNumeric(from)) return isNumeric(to) || to === 'boolean' || to === 'timestamp'
  if (from === 'boolean') return isNumeric(to)
  if (from === 'date') return to === 'timestamp'
  return to === 'date' || isNumeric(to)
}

/** True when the cast of some value raises an error. */
export function castRaises(from: TypeName, to: TypeName): boolean {
  if (from === to || to === 'string' || from === 'boolean') return false
  if (to === 'double' && from !== 'string') return false
  if (from === 'timestamp' && (to === 'date' || to === 'int64')) return false
  return !(isInteger(from) && (to === 'int64' || (from === 'int16' && to === 'int32')))
}

/** Code of a cast in ANSI mode. */
export function emitCast(g: Generator, e: TypedCast): Value {
  const from = e.arg.type
  const to = e.type
  if (from === to) return g.emit(e.arg)
  if (isText(from)) return emitTextFunction(g, [e.arg], to, parseText(from, to))
  if (isText(to)) {
    const output = g.constants.object(new TextOutput(formatText(from)))
    g.setup.push(`${output}.begin()`)
    return g.strict([e.arg], to, ([v]) => ({ value: `${output}.id(${v.value})`, dictionary: `${output}.dictionary` }))
  }
  return g.strict([e.arg], to, ([v]) => number(g, v.value, from, to))
}

function number(g: Generator, v: string, from: TypeName, to: TypeName): string {
  const x = g.fresh('x')
  const bigFrom = g.exact && is64(from)
  const bigTo = g.exact && is64(to)
  if (from === 'boolean') return bigTo ? `(${v} ? 1n : 0n)` : `(${v} ? 1 : 0)`
  if (to === 'boolean') return `${v} ${bigFrom ? '!== 0n' : '!== 0'}`
  if (to === 'timestamp') return toTimestamp(g, v, from, x)
  if (from === 'timestamp') {
    if (to === 'double') return `Number(${v}) / 1000000`
    if (to === 'int64') return bigTo ? `${g.constants.helpers}.floorDivide(${v}, 1000000n)` : floorDivide(g, v, 1e6)
    g.line(`const ${x} = ${floorDivide(g, v, to === 'date' ? 8.64e10 : 1e6)}`)
    return checked(g, x, from, to)
  }
  if (to === 'double') return bigFrom ? `Number(${v})` : v
  if (from === 'double') {
    if (bigTo) return `${g.constants.helpers}.truncate64(${v})`
    g.line(`const ${x} = Math.trunc(${v}) + 0`)
    if (to === 'int64') {
      g.line(`if (!(${x} <= 9007199254740991 && ${x} >= -9007199254740991)) ${NEEDS_EXACT}`)
      return x
    }
    return checked(g, x, from, to)
  }
  if (bigTo) return bigFrom ? v : `BigInt(${v})`
  if (to === 'int64') return v
  g.line(`const ${x} = ${bigFrom ? `Number(${v})` : v}`)
  return checked(g, x, from, to)
}

/** Seconds or days to microseconds. */
function toTimestamp(g: Generator, v: string, from: TypeName, x: string): string {
  const unit = from === 'date' ? 8.64e10 : 1e6
  if (g.exact) {
    if (from === 'double') return `${g.constants.helpers}.truncate64(${v} * ${unit})`
    return `${g.constants.helpers}.checked64(BigInt(${v}) * ${unit}n, 'cast')`
  }
  g.line(`const ${x} = Math.trunc(${v} * ${unit})`)
  g.line(`if (!(${x} <= 9007199254740991 && ${x} >= -9007199254740991)) ${NEEDS_EXACT}`)
  return x
}

function checked(g: Generator, x: string, from: TypeName, to: TypeName): string {
  const limits = LIMITS[to === 'date' ? 'int32' : to]
  if (limits === undefined) throw new MillraceError('MILLRACE_INTERNAL', `There is no cast from ${from} to ${to}.`)
  const fail = `${g.constants.helpers}.castOverflow(${x}, '${from}', '${to}')`
  g.line(`if (!(${x} >= ${limits[0]} && ${x} <= ${limits[1]})) ${fail}`)
  return x
}
