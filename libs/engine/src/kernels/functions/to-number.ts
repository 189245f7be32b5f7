import { decimalType, type HostValue, type TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { expectArguments } from '../../analyse/coercion.ts'
import { constantValue } from '../../analyse/constant.ts'
import { decimalShape } from '../../analyse/decimal-types.ts'
import type { TypedCall, TypedExpression } from '../../plan/typed-expression.ts'
import type { Resolved, ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { scalarFunction } from '../registry.ts'
import { roundedDigits, toUnscaled } from './number-format.ts'
import { anyNumberType, signature } from './signature.ts'
import { analysisError, valueError } from './spark-error.ts'

/** A number format of Spark: `[MI|S] [$] digits and separators [.|D digits] [$] [PR|MI|S]`. */
interface NumberFormat {
  readonly sign: '' | 'S' | 'MI' | 'PR'
  readonly signFirst: boolean
  readonly dollar: boolean
  /** Digits of the groups before the point, from left to right, as `0` and `9`. */
  readonly groups: readonly string[]
  readonly fraction: number
}

function parseFormat(text: string): NumberFormat | undefined {
  const match = /^(S|MI)?(\$)?([09G,]*)(?:[.D]([09]*))?(\$)?(PR|MI|S)?$/.exec(text.toUpperCase())
  if (match === null) return undefined
  const [, before, dollar, whole, fraction = '', dollarAfter, after] = match
  if ((before !== undefined && after !== undefined) || whole + fraction === '') return undefined
  return {
    sign: (before ?? after ?? '') as NumberFormat['sign'],
    signFirst: before !== undefined,
    dollar: dollar !== undefined || dollarAfter !== undefined,
    groups: whole.split(/[G,]/),
    fraction: fraction.length,
  }
}

/** The sign and the rest of a text, or undefined when the sign is not as in the format. */
function takeSign(
  text: string,
  { sign, signFirst }: NumberFormat,
): readonly [negative: boolean, rest: string] | undefined {
  if (sign === '') return [false, text]
  if (sign === 'PR') {
    const found = /^<(.*)>$/.exec(text)
    return found === null ? [false, text] : [true, found[1]]
  }
  const signs = sign === 'S' ? '[+-]' : '[-]'
  const found = new RegExp(signFirst ? `^(${signs})?(.*)$` : `^(.*?)(${signs})?$`).exec(text)
  if (found === null) return undefined
  return signFirst ? [found[1] === '-', found[2]] : [found[2] === '-', found[1]]
}

/** Whether the groups of digits fit: the first may be shorter (unless it begins with 0 and is the format's first), others not. */
function groupsFit(given: readonly string[], wanted: readonly string[]): boolean {
  if (given.length > wanted.length) return false
  const last = wanted.slice(wanted.length - given.length)
  return given.every((digits, i) => {
    const exact = i > 0 || (given.length === wanted.length && last[i].startsWith('0'))
    return exact ? digits.length === last[i].length : digits.length <= last[i].length
  })
}

/** The unscaled value, or undefined when the text is not in the format. */
function parseNumber(text: string, format: NumberFormat): bigint | undefined {
  const signed = takeSign(text.trim(), format)
  if (signed === undefined) return undefined
  const [negative, rest] = signed
  if (format.dollar !== rest.includes('$')) return undefined
  const match = /^(\d*(?:,\d*)*)(?:\.(\d*))?$/.exec(rest.replace('$', ''))
  if (match === null) return undefined
  const [, whole, fraction = ''] = match
  if (whole + fraction === '' || fraction.length > format.fraction || !groupsFit(whole.split(','), format.groups))
    return undefined
  const value = BigInt(`0${whole.replaceAll(',', '')}${fraction.padEnd(format.fraction, '0')}`)
  return negative ? -value : value
}

function formatArgument(e: TypedExpression, name: string): NumberFormat | null {
  const text = constantValue(e, name, 'format')
  if (text === null) return null
  const format = parseFormat(String(text))
  if (format !== undefined) return format
  throw analysisError('INVALID_FORMAT', `The number format '${text}' of \`${name}\` is invalid.`)
}

function resolveToNumber(args: readonly TypedExpression[], name: string): Resolved {
  const resolved = signature(['string', 'string'], 'string')(args, name)
  const format = formatArgument(resolved.args[1], name)
  const whole = format === null ? 38 : format.groups.join('').length
  const scale = format?.fraction ?? 0
  return { ...resolved, type: decimalType(Math.min(whole + scale, 38), scale), nullable: true }
}

const toNumber = (fails: boolean): ScalarFunction =>
  hosted({
    resolve: resolveToNumber,
    raises: fails,
    evaluator(call: TypedCall) {
      const format = formatArgument(call.args[1], call.name)
      return (text: string) => {
        if (format === null) return null
        const value = parseNumber(text, format)
        if (value !== undefined) return value
        if (!fails) return null
        throw valueError(
          'INVALID_FORMAT.MISMATCH_INPUT',
          `The input STRING '${text}' does not match the format of \`${call.name}\`.`,
        )
      }
    },
  })

/** Digits before the point in the places of the groups: blanks for 9, zeros from the first 0 on; undefined when they are too many. */
function wholeText(digits: string, groups: readonly string[]): string | undefined {
  const places = groups.join(',')
  const zeroFrom = places.indexOf('0')
  let rest = digits === '0' && places.length > 0 ? '0' : digits.replace(/^0+/, '')
  let text = ''
  for (let i = places.length - 1; i >= 0; i--) {
    const filled = zeroFrom >= 0 && i >= zeroFrom
    if (places[i] === ',') text = (rest !== '' || (zeroFrom >= 0 && i > zeroFrom) ? ',' : ' ') + text
    else {
      text = (rest.at(-1) ?? (filled ? '0' : ' ')) + text
      rest = rest.slice(0, -1)
    }
  }
  return rest === '' ? text : undefined
}

/** The sign before the first digit or behind the last, as the format says; brackets leave room where there are none. */
function withSign(text: string, negative: boolean, { sign, signFirst, dollar }: NumberFormat): string {
  const blanks = /^ */.exec(text)![0]
  const digits = (dollar ? '$' : '') + text.slice(blanks.length)
  if (sign === 'PR') return negative ? `${blanks}<${digits}>` : `${blanks}${digits}  `
  const mark = sign === '' ? '' : negative ? '-' : sign === 'S' ? '+' : ' '
  return signFirst ? blanks + mark + digits : blanks + digits + mark
}

function numberText(type: TypeName, value: HostValue, format: NumberFormat, name: string): string {
  const { unscaled, scale } = toUnscaled(type, value)!
  const [whole, fraction] = roundedDigits(unscaled, scale, Math.max(scale, format.fraction), 'halfEven')
  if (/[1-9]/.test(fraction.slice(format.fraction))) {
    throw new MillraceError(
      'MILLRACE_UNSUPPORTED',
      `\`${name}\` of a number with more digits behind the point than its format has is not supported.`,
    )
  }
  const places = format.groups.join(',')
  const text = wholeText(whole, format.groups)
  const behind = format.fraction === 0 ? '' : `.${fraction.slice(0, format.fraction)}`
  if (text === undefined) return (places + behind).replace(/\d/g, '#')
  return withSign(text + behind, unscaled < 0n, format)
}

/** `to_char(number, format)`. */
const numberToChar = hosted({
  resolve(args, name) {
    const exact = (e: TypedExpression): TypeName | undefined => {
      const shape = decimalShape(anyNumberType(e) ?? 'void')
      return shape && decimalType(shape.precision, shape.scale)
    }
    const resolved = signature([exact, 'string'], 'string')(args, name)
    formatArgument(resolved.args[1], name)
    return { ...resolved, nullable: true }
  },
  raises: true,
  evaluator(call) {
    const format = formatArgument(call.args[1], call.name)
    const { type } = call.args[0]
    return (value: HostValue) => format && numberText(type, value, format, call.name)
  },
})

/** `to_char(value, format)` of dates, timestamps and binaries is the function that formats those. */
function resolveToChar(args: readonly TypedExpression[], name: string): Resolved {
  expectArguments(name, args, 2)
  const { type } = args[0]
  const other = (as: string, over: readonly TypedExpression[]): Resolved => ({
    ...scalarFunction(as).resolve(over, as),
    name: as,
  })
  if (type === 'date' || type.startsWith('timestamp')) return other('dateFormat', args)
  if (type !== 'binary') return numberToChar.resolve(args, name)
  const format = String(constantValue(args[1], name, 'format')).toLowerCase()
  if (format === 'hex' || format === 'base64') return other(format, [args[0]])
  if (format === 'utf-8') return other('decode', args)
  throw analysisError('INVALID_FORMAT', `The format '${format}' of \`${name}\` is none of base64, hex, utf-8.`)
}

const toChar: ScalarFunction = { ...numberToChar, resolve: resolveToChar }

export const numberFormats = {
  /** Reads a decimal by a constant format such as `S99,999.00`. */
  toNumber: toNumber(true),
  tryToNumber: toNumber(false),
  toChar,
  toVarchar: toChar,
} satisfies Record<string, ScalarFunction>
