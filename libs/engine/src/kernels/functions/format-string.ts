import type { HostValue, TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { castText } from '../spark-text.ts'
import { grouped, roundedDigits, toUnscaled } from './number-format.ts'
import { valueError } from './spark-error.ts'

const SPECIFIER = /%(?:(\d+)\$|(<))?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/y

interface Specifier {
  readonly text: string
  readonly flags: string
  readonly width: number
  readonly precision: number | undefined
  readonly conversion: string
}

/** java.util.Formatter with the locale US, for the conversions b, s, c, d, x, o, f, e, g, h, n and %. */
export function formatString(format: string, types: readonly TypeName[], values: readonly HostValue[]): string {
  let out = ''
  let next = 0
  let last = -1
  for (let at = 0; at < format.length; ) {
    if (format[at] !== '%') {
      const end = format.indexOf('%', at)
      out += format.slice(at, end < 0 ? format.length : end)
      at = end < 0 ? format.length : end
      continue
    }
    SPECIFIER.lastIndex = at
    const found = SPECIFIER.exec(format)
    if (found === null) throw unknownFormat(format.slice(at, at + 2))
    at = SPECIFIER.lastIndex
    const [text, index, previous, flags, width = '0', precision, conversion] = found
    const specifier: Specifier = {
      text,
      flags,
      width: Number(width),
      precision: precision === undefined ? undefined : Number(precision),
      conversion,
    }
    if (conversion === 'n') out += '\n'
    else if (conversion === '%') out += padded('%', specifier)
    else {
      last = index !== undefined ? Number(index) - 1 : previous !== undefined ? last : next++
      if (last < 0 || last >= values.length) {
        throw new MillraceError('MILLRACE_ARITHMETIC', `Format specifier '${text}' has no argument in format_string.`)
      }
      out += convert(specifier, types[last], values[last])
    }
  }
  return out
}

const unknownFormat = (text: string): Error =>
  valueError('INVALID_PARAMETER_VALUE', `The format specifier '${text}' of format_string is not understood.`)

function padded(text: string, { flags, width }: Specifier): string {
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width)
}

function convert(specifier: Specifier, type: TypeName, value: HostValue): string {
  const lower = specifier.conversion.toLowerCase()
  const text = converted({ ...specifier, conversion: lower }, type, value)
  return specifier.conversion === lower ? text : text.toUpperCase()
}

function converted(specifier: Specifier, type: TypeName, value: HostValue): string {
  const { conversion, precision, text } = specifier
  if (conversion === 'b') return padded(String(typeof value === 'boolean' ? value : value !== null), specifier)
  if (value === null) return padded('null'.slice(0, precision), specifier)
  switch (conversion) {
    case 's':
      return padded(castText(type)(value).slice(0, precision), specifier)
    case 'c':
      return padded(typeof value === 'number' ? String.fromCodePoint(value) : String(value), specifier)
    case 'd':
      if (!/^int/.test(type)) throw conversionError(text, type)
      return signed(value as number | bigint, String, specifier)
    case 'x':
    case 'o': {
      const bits = /^int(8|16|32|64)$/.exec(type)
      if (bits === null) throw conversionError(text, type)
      const digits = BigInt.asUintN(Number(bits[1]), BigInt(value as number)).toString(conversion === 'x' ? 16 : 8)
      const prefix = specifier.flags.includes('#') ? (conversion === 'x' ? '0x' : '0') : ''
      const zeros = specifier.flags.includes('0') ? digits.padStart(specifier.width - prefix.length, '0') : digits
      return padded(prefix + zeros, specifier)
    }
    case 'f':
    case 'e':
    case 'g':
      if (!/^(float|double|decimal)/.test(type)) throw conversionError(text, type)
      return floating(type, value, specifier)
    default:
      throw unknownFormat(text)
  }
}

const conversionError = (text: string, type: TypeName): Error =>
  valueError('INVALID_PARAMETER_VALUE', `The format specifier '${text}' of format_string does not take ${type}.`)

function floating(type: TypeName, value: HostValue, specifier: Specifier): string {
  const number = toUnscaled(type, value)
  if (number === undefined) {
    const text = Number.isNaN(value)
      ? 'NaN'
      : `${(value as number) < 0 ? '-' : specifier.flags.includes('+') ? '+' : ''}Infinity`
    return padded(text, specifier)
  }
  const precision = specifier.precision ?? 6
  const negative = number.unscaled < 0n || Object.is(value, -0)
  const magnitude = number.unscaled < 0n ? -number.unscaled : number.unscaled
  const digits = specifier.conversion === 'g' ? Math.max(precision, 1) : precision
  const scientific = (places: number): string => {
    const [mantissa, exponent] = Number(`${magnitude}e${-number.scale}`).toExponential(places).split('e')
    return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
  }
  const fixed = (places: number): string => {
    const [whole, fraction] = roundedDigits(magnitude, number.scale, places, 'halfUp')
    const grouping = specifier.flags.includes(',') ? grouped(whole) : whole
    return places === 0 ? grouping : `${grouping}.${fraction}`
  }
  if (specifier.conversion === 'e') return withSign(scientific(digits), negative, specifier)
  if (specifier.conversion === 'f') return withSign(fixed(digits), negative, specifier)
  const size = Number(`${magnitude}e${-number.scale}`)
  if (size !== 0 && (size < 1e-4 || size >= 10 ** digits)) return withSign(scientific(digits - 1), negative, specifier)
  const exponent = size === 0 ? 0 : Math.floor(Math.log10(size))
  return withSign(fixed(Math.max(digits - 1 - exponent, 0)), negative, specifier)
}

function signed(value: number | bigint, text: (magnitude: bigint) => string, specifier: Specifier): string {
  const big = BigInt(value)
  const digits = text(big < 0n ? -big : big)
  return withSign(specifier.flags.includes(',') ? grouped(digits) : digits, big < 0n, specifier)
}

function withSign(digits: string, negative: boolean, specifier: Specifier): string {
  const { flags, width } = specifier
  const brackets = negative && flags.includes('(')
  const before = negative ? (brackets ? '(' : '-') : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const after = brackets ? ')' : ''
  const zeros = flags.includes('0') ? digits.padStart(width - before.length - after.length, '0') : digits
  return padded(before + zeros + after, specifier)
}
