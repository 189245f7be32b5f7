import type { LogicalType, TimeUnit } from './logical-type.ts'
import type { SchemaLeaf } from './schema-tree.ts'

/** A bound of statistics: as people read it, and in the order of its type. */
export interface BoundValue {
  readonly text: string
  readonly order: number | bigint | Uint8Array
}

/** The value of a bound, which is in PLAIN encoding without a length; null where its order or form is not known. */
export function boundValue(bytes: Uint8Array | null, { physical, logical }: SchemaLeaf): BoundValue | null {
  if (bytes === null) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    switch (physical) {
      case 'boolean':
        return { text: bytes[0] === 0 ? 'false' : 'true', order: bytes[0] }
      case 'int32':
        return ofInteger(isUnsigned(logical) ? view.getUint32(0, true) : view.getInt32(0, true), logical)
      case 'int64':
        return ofInteger(isUnsigned(logical) ? view.getBigUint64(0, true) : view.getBigInt64(0, true), logical)
      case 'float':
      case 'double': {
        const value = physical === 'float' ? view.getFloat32(0, true) : view.getFloat64(0, true)
        return { text: String(value), order: value }
      }
      case 'int96':
        return null
      default:
        return ofBytes(bytes, logical)
    }
  } catch {
    // Fewer bytes than the type has.
    return null
  }
}

/** Less than 0 where `a` comes first. */
export function compareBounds({ order: a }: BoundValue, { order: b }: BoundValue): number {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b)
  return a < b ? -1 : a > b ? 1 : 0
}

const isUnsigned = (logical: LogicalType | null): boolean => logical?.kind === 'integer' && !logical.signed

const PER_SECOND: Readonly<Record<TimeUnit, bigint>> = {
  milliseconds: 1000n,
  microseconds: 1_000_000n,
  nanoseconds: 1_000_000_000n,
}
const DAY_SECONDS = 86_400n

function ofInteger(value: number | bigint, logical: LogicalType | null): BoundValue {
  switch (logical?.kind) {
    case 'date':
      return { text: dateText(BigInt(value) * DAY_SECONDS), order: value }
    case 'timestamp': {
      const per = PER_SECOND[logical.unit]
      const seconds = floorDivide(BigInt(value), per)
      const text = `${dateText(seconds)} ${timeText(BigInt(value) - floorDivide(seconds, DAY_SECONDS) * DAY_SECONDS * per, per)}`
      return { text: logical.utc ? `${text}Z` : text, order: value }
    }
    case 'time':
      return { text: timeText(BigInt(value), PER_SECOND[logical.unit]), order: value }
    case 'decimal':
      return { text: decimalText(BigInt(value), logical.scale), order: value }
    default:
      return { text: String(value), order: value }
  }
}

const floorDivide = (a: bigint, b: bigint): bigint => (a - (((a % b) + b) % b)) / b

function dateText(seconds: bigint): string {
  const day = new Date(Number(floorDivide(seconds, DAY_SECONDS)) * 86_400_000)
  return Number.isNaN(day.getTime()) ? `day ${floorDivide(seconds, DAY_SECONDS)}` : day.toISOString().replace(/T.*/, '')
}

/** A time of day, in parts of a second. */
function timeText(value: bigint, per: bigint): string {
  const seconds = value / per
  const parts = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map(part => String(part).padStart(2, '0'))
  const rest = value % per
  const fraction = String(rest)
    .padStart(String(per).length - 1, '0')
    .replace(/0+$/, '')
  return parts.join(':') + (fraction === '' ? '' : `.${fraction}`)
}

function decimalText(value: bigint, scale: number): string {
  if (scale <= 0) return String(value)
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

function ofBytes(bytes: Uint8Array, logical: LogicalType | null): BoundValue | null {
  switch (logical?.kind) {
    case 'string':
    case 'enum':
    case 'json':
      return { text: textOf(bytes), order: bytes }
    case 'decimal': {
      const value = bytes.length === 0 ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex(bytes)}`))
      return { text: decimalText(value, logical.scale), order: value }
    }
    case 'uuid':
      return { text: hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), order: bytes }
    // Their order is not that of their bytes.
    case 'interval':
    case 'float16':
      return null
    default:
      return { text: `x'${hex(bytes)}'`, order: bytes }
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Bytes that are not UTF-8 are shown as such. */
function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    return Buffer.from(bytes)
      .toString('latin1')
      .replaceAll(/[^ -~]/g, c => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
  }
}
