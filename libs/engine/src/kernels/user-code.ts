import { type HostValue, isFixedType, type TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { UserFunctionRef } from '../plan/user-function-name.ts'

/** A function as a person writes it: of host values, or of columns. */
export type UserCode = (...args: never[]) => unknown

/** By module and name the code that this thread has. */
const known = new Map<string, UserCode>()
const keyOf = ({ module, name }: Pick<UserFunctionRef, 'module' | 'name'>): string => `${module ?? ''}#${name}`

/** Makes code known in this thread. MILLRACE_ANALYSIS: another function has the name. */
export function registerUserFunction(ref: Pick<UserFunctionRef, 'module' | 'name'>, code: UserCode): void {
  const key = keyOf(ref)
  const before = known.get(key)
  if (before !== undefined && before !== code && ref.module === null)
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `Two user functions are called ${ref.name}: give each a name of its own.`,
    )
  known.set(key, code)
}

/** The code of a function. MILLRACE_INTERNAL where it was not loaded. */
export function userCode(ref: UserFunctionRef): UserCode {
  const code = known.get(keyOf(ref))
  if (code === undefined)
    throw new MillraceError('MILLRACE_INTERNAL', `The user function ${ref.name} is not loaded in this thread.`)
  return code
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Longest text of a value in a message. */
const SHOWN = 200

/** A value in a message. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? String(v) : v)) ?? String(value)
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text
}

const BIG: readonly TypeName[] = ['int64', 'timestamp', 'timestamp_ntz']

/** Whether a value is one of a type; looks at the outermost value alone: what it holds inside is the function's affair. */
export function fits(type: TypeName, value: HostValue): boolean {
  if (type === 'string') return typeof value === 'string'
  if (type === 'binary') return value instanceof Uint8Array
  if (type === 'boolean') return typeof value === 'boolean'
  if (BIG.includes(type) || type.startsWith('interval_dt') || type.startsWith('decimal'))
    return typeof value === 'bigint'
  if (type === 'double' || type === 'float') return typeof value === 'number'
  return isFixedType(type) ? Number.isInteger(value) : typeof value === 'object'
}
