import type { Column, FixedColumn, HostValue, TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { registerUserFunction } from '../kernels/user-code.ts'
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
  return made({ name, type: returns, module: module ?? null, seesNulls }, code)
}

/** What a function over columns gives, a value for each row: typed arrays of its type, without or with a validity bitmap, or host values. */
export type ColumnResult =
  | FixedColumn['values']
  | Pick<FixedColumn, 'values' | 'validity'>
  | readonly (HostValue | undefined)[]
  | Column

/**
 * Makes a function of columns out of one that takes whole columns of a batch (typed arrays and a validity bitmap, strings as ids of a
 * dictionary: see Column) and gives one: Spark's vectorised user functions. It is called once for a batch of thousands of rows, with the
 * rows that earlier conditions have left; it sees nulls, and what it gives for a row may depend on that row alone.
 *
 * @example
 * export const perSecond = (bytes: FixedColumn, ms: FixedColumn) =>
 *   Float64Array.from(ms.values as Float64Array, (t, i) => (Number(bytes.values[i]) * 1000) / t)
 * const rate = columnUdf(perSecond, 'double', { module: import.meta.url })
 */
export function columnUdf<R extends TypeName>(
  code: (...columns: never[]) => ColumnResult,
  returns: R,
  { module, name = code.name }: Omit<UserFunctionOptions, 'seesNulls'> = {},
): UserFunction<HostType<R>> {
  return made({ name, type: returns, module: module ?? null, seesNulls: true, columns: true }, code)
}

function made<T>(ref: Omit<UserFunctionRef, 'gives'>, code: (...args: never[]) => unknown): UserFunction<T> {
  const { name } = ref
  if (!/^[\w$]+$/.test(name))
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `A user function needs a name of letters, digits and _, not ${JSON.stringify(name)}.`,
    )
  registerUserFunction(ref, code)
  const calling = (gives: UserFunctionRef['gives']) => {
    const functionName = userFunctionName({ ...ref, gives })
    return (...args: readonly Argument[]): Expr<never, never> => new Expr(call(functionName, ...args.map(argumentNode)))
  }
  return Object.assign(calling('value'), { error: calling('error') }) as unknown as UserFunction<T>
}
