import type { HostValue, TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { registerUserFunction } from '../kernels/user-function.ts'
import { type UserFunctionRef, userFunctionName } from '../plan/user-function-name.ts'
import { argumentNode, call, Expr } from './expr.ts'
import type { HostType } from './host-type.ts'
import type { AllNeeds, Argument } from './scalar-functions.ts'

export interface UserFunctionOptions {
  /** `import.meta.url` of the module that exports the function: worker threads then import it. Default: all runs in the main thread. */
  readonly module?: string
  /** Under which name it is exported, and shown in plans. Default: the function's own. */
  readonly name?: string
  /** True: it is called with nulls. Default false: a null argument gives null. */
  readonly seesNulls?: boolean
}

/** A function that can be called on columns. */
export interface UserFunction<T> {
  /** What the function gives; when it throws, the query ends with MILLRACE_USER_FUNCTION, which shows the arguments. */
  <A extends readonly Argument[]>(...args: A): Expr<AllNeeds<A, unknown>, T | null>
  /** The message of what the function throws, or null: a condition by which rows go to a quarantine. */
  error<A extends readonly Argument[]>(...args: A): Expr<AllNeeds<A, unknown>, string | null>
}

/**
 * Makes a function of columns out of a plain function of values, which has to give the same for the same arguments. Values are host
 * values: bigint for int64, timestamps (microseconds since 1970) and decimals (unscaled), days since 1970 for date.
 *
 * @example
 * export const section = (path: string) => path.split('/')[1] ?? null
 * const sectionOf = udf(section, 'string', { module: import.meta.url })
 * const good = logs.filter(sectionOf.error('path').isNull()).withColumn('section', sectionOf('path'))
 * const quarantine = logs.withColumn('error', sectionOf.error('path')).filter(col('error').isNotNull())
 */
export function udf<R extends TypeName>(
  code: (...args: never[]) => HostValue | undefined,
  returns: R,
  { module, name = code.name, seesNulls = false }: UserFunctionOptions = {},
): UserFunction<HostType<R>> {
  if (!/^[\w$]+$/.test(name))
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `A user function needs a name of letters, digits and _, not ${JSON.stringify(name)}.`,
    )
  const ref = { name, type: returns, module: module ?? null, seesNulls }
  registerUserFunction(ref, code)
  const calling = (gives: UserFunctionRef['gives']) => {
    const functionName = userFunctionName({ ...ref, gives })
    return (...args: readonly Argument[]): Expr<never, never> => new Expr(call(functionName, ...args.map(argumentNode)))
  }
  return Object.assign(calling('value'), { error: calling('error') }) as unknown as UserFunction<HostType<R>>
}
