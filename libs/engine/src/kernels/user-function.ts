import type { HostValue } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { isColumnFunction, parseUserFunction, type UserFunctionRef } from '../plan/user-function-name.ts'
import type { Resolved, ScalarFunction } from './function.ts'
import { hosted } from './hosted.ts'
import { fits, messageOf, shown, userCode } from './user-code.ts'

/** The function of a name in a plan. */
export function userFunction(functionName: string): ScalarFunction {
  const ref = parseUserFunction(functionName)
  const resolve = (args: Resolved['args']): Resolved => ({
    args,
    type: ref.gives === 'error' ? 'string' : ref.type,
    nullable: true,
  })
  if (isColumnFunction(functionName))
    return {
      // Also where it gives errors: what is computed of whole columns is computed only for rows that a filter leaves.
      raises: true,
      resolve,
      emit: () => {
        throw new MillraceError(
          'MILLRACE_ANALYSIS',
          `The user function ${ref.name} takes columns: it cannot be called on the elements of a collection.`,
        )
      },
    }
  return hosted({
    resolve,
    evaluator: () => evaluatorOf(ref),
    nulls: ref.seesNulls ? 'seen' : 'strict',
    raises: ref.gives === 'value',
  })
}

function evaluatorOf(ref: UserFunctionRef): (...args: never[]) => HostValue {
  const code = userCode(ref)
  const checked = (args: readonly never[]): HostValue => {
    const result = (code(...args) ?? null) as HostValue
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
