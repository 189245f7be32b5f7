import { type HostValue, type TypeName, typeParts } from '@millrace/columns'
import { decimalToDouble, doubleToDecimal, power10, rescale, toDecimal } from './decimal.ts'

/** A cast of one value that is not null; undefined where it cannot be done, null where Spark gives null. */
export type Leaf = (value: HostValue) => HostValue | undefined

const BITS: Readonly<Partial<Record<TypeName, number>>> = { int8: 8, int16: 16, int32: 32, int64: 64 }

/** The integer as a value of the type, or undefined when it is outside of it. */
export function fitInteger(value: bigint, type: TypeName): HostValue | undefined {
  const bits = BITS[type]!
  if (BigInt.asIntN(bits, value) !== value) return undefined
  return bits === 64 ? value : Number(value)
}

/** From numbers and booleans to numbers and booleans. */
export function toNumber(from: TypeName, to: TypeName): Leaf {
  const source = typeParts(from)
  const target = typeParts(to)
  if (source.kind === 'decimal') return fromDecimal(source.scale, to)
  if (target.kind === 'decimal') {
    const { precision, scale } = target
    if (from === 'double' || from === 'float') {
      return v => {
        const digits = doubleToDecimal(v as number)
        return digits === undefined ? null : toDecimal(digits, precision, scale)
      }
    }
    return v => toDecimal({ unscaled: BigInt(v as number), scale: 0 }, precision, scale)
  }
  switch (to) {
    case 'boolean':
      return v => v !== 0 && v !== 0n
    case 'double':
      return v => Number(v)
    case 'float':
      return v => Math.fround(Number(v))
    default:
      if (from === 'double' || from === 'float') return v => truncated(v as number, to)
      return v => fitInteger(BigInt(v as number), to)
  }
}

/** A floating-point number without its fraction. Spark counts 2^63 as the largest int64. */
function truncated(value: number, to: TypeName): HostValue | undefined {
  if (!Number.isFinite(value)) return undefined
  if (to === 'int64' && value === 2 ** 63) return 2n ** 63n - 1n
  return fitInteger(BigInt(Math.trunc(value)), to)
}

function fromDecimal(scale: number, to: TypeName): Leaf {
  const target = typeParts(to)
  if (target.kind === 'decimal') return v => toDecimal({ unscaled: v as bigint, scale }, target.precision, target.scale)
  switch (to) {
    case 'boolean':
      return v => v !== 0n
    case 'double':
      return v => decimalToDouble(v as bigint, scale)
    case 'float':
      return v => Math.fround(decimalToDouble(v as bigint, scale))
    default:
      return scale < 0
        ? v => fitInteger(rescale(v as bigint, scale, 0), to)
        : v => fitInteger((v as bigint) / power10(scale), to)
  }
}
