import { type HostValue, isFixedType, type TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { parseUserFunction, type UserFunctionRef } from '../plan/user-function-name.ts'
import type { ScalarFunction } from './function.ts'
import { hosted } from './hosted.ts'

/** A function of host values, as a person writes it. */
export type UserCode = (...args: never[]) => HostValue | undefined

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

/** The function of a name in a plan. */
export function userFunction(functionName: string): ScalarFunction {
  const ref = parseUserFunction(functionName)
  return hosted({
    resolve: args => ({ args, type: ref.gives === 'error' ? 'string' : ref.type, nullable: true }),
    evaluator: () => evaluatorOf(ref),
    nulls: ref.seesNulls ? 'seen' : 'strict',
    raises: ref.gives === 'value',
  })
}

function evaluatorOf(ref: UserFunctionRef): (...args: never[]) => HostValue {
  const code = known.get(keyOf(ref))
  if (code === undefined)
    throw new MillraceError('MILLRACE_INTERNAL', `The user function ${ref.name} is not loaded in this thread.`)
  const checked = (args: readonly never[]): HostValue => {
    const result = code(...args) ?? null
    if (result !== null && !fits(ref.type, result))
      throw new TypeError(`it gave ${shown(result)}, which is no ${ref.type}`)
    return result
  }
  if (ref.gives === 'value')
    return (...args) => {
      try {
        return checked(args)
      } catch (cause) {
        const values = args.map(shown).join(', ')
        throw new MillraceError(
          'MILLRACE_USER_FUNCTION',
          `The user function ${ref.name} failed for (${values}): ${messageOf(cause)}`,
          { cause },
        )
      }
    }
  return (...args) => {
    try {
      checked(args)
      return null
    } catch (error) {
      return messageOf(error)
    }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Longest text of a value in a message. */
const SHOWN = 200

function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? String(v) : v)) ?? String(value)
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text
}

const BIG: readonly TypeName[] = ['int64', 'timestamp', 'timestamp_ntz']

/** Looks at the outermost value alone: what it holds inside is the function's affair. */
function fits(type: TypeName, value: HostValue): boolean {
  if (type === 'string') return typeof value === 'string'
  if (type === 'binary') return value instanceof Uint8Array
  if (type === 'boolean') return typeof value === 'boolean'
  if (BIG.includes(type) || type.startsWith('interval_dt') || type.startsWith('decimal'))
    return typeof value === 'bigint'
  if (type === 'double' || type === 'float') return typeof value === 'number'
  return isFixedType(type) ? Number.isInteger(value) : typeof value === 'object'
}
