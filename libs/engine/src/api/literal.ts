import { type HostValue, isInt64Based, type TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { hostCast } from '../kernels/cast-host.ts'
import { hostToJson } from '../kernels/host-json.ts'
import type { LiteralNode } from '../plan/expression-node.ts'

/** What `lit` takes. A whole number is int32 or int64 by its size, any other number double; a Date is a timestamp. */
export type LiteralValue = string | number | bigint | boolean | Date | Uint8Array | null

/**
 * The JSON form of a constant of a type. A string is read as a cast reads it (`'12.50'`, `'2020-01-01'`, `'1 02:03:04'`); other
 * values are as columns hold them (HostValue), an int64 may be a whole number, a timestamp a Date. MILLRACE_ANALYSIS when it is no such value.
 */
export function typedLiteralNode(value: HostValue | Date, type: TypeName): LiteralNode {
  try {
    let host: HostValue = value instanceof Date ? BigInt(value.getTime()) * 1000n : value
    if (typeof host === 'string' && type !== 'string') host = hostCast('string', type)(host)
    else if (typeof host === 'number' && isInt64Based(type)) host = BigInt(host)
    return { kind: 'literal', type, value: hostToJson(type, host) as LiteralNode['value'] }
  } catch (cause) {
    throw new MillraceError('MILLRACE_ANALYSIS', `${String(value)} is no value of type ${type}.`, { cause })
  }
}

/** The JSON form of a constant. */
export function literalNode(value: LiteralValue): LiteralNode {
  if (value === null) return { kind: 'literal', type: 'void', value: null }
  if (typeof value === 'string') return { kind: 'literal', type: 'string', value }
  if (typeof value === 'boolean') return { kind: 'literal', type: 'boolean', value }
  if (typeof value === 'bigint') {
    if (BigInt.asIntN(64, value) !== value) {
      throw new MillraceError('MILLRACE_ANALYSIS', `The literal ${value} is outside the range of int64.`)
    }
    return { kind: 'literal', type: 'int64', value: String(value) }
  }
  if (value instanceof Uint8Array)
    return { kind: 'literal', type: 'binary', value: Buffer.from(value).toString('base64') }
  if (value instanceof Date) {
    return { kind: 'literal', type: 'timestamp', value: String(BigInt(value.getTime()) * 1000n) }
  }
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
    return value === (value | 0)
      ? { kind: 'literal', type: 'int32', value }
      : { kind: 'literal', type: 'int64', value: String(value) }
  }
  return { kind: 'literal', type: 'double', value: doubleJson(value) }
}

/** JSON has no NaN, infinities or -0. */
const doubleJson = (value: number): string | number =>
  Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? '-0' : String(value)

/** The value of a literal: bigint for types that lie in an int64, bytes for string and binary, number or boolean otherwise. */
export function literalValue(
  type: TypeName,
  value: LiteralNode['value'],
): number | bigint | boolean | Uint8Array | null {
  if (value === null) return null
  if (isInt64Based(type)) return BigInt(String(value))
  switch (type) {
    case 'string':
      return Buffer.from(String(value), 'utf8')
    case 'binary':
      return Buffer.from(String(value), 'base64')
    case 'boolean':
      return value === true
    default:
      return Number(value)
  }
}
