import type { TypeName } from '@millrace/columns'

/** What a call of a user function says of it in a plan. */
export interface UserFunctionRef {
  readonly name: string
  /** What the function gives; a call for its error gives a string. */
  readonly type: TypeName
  /** File URL of the module that exports it under `name`; without one it is known in the thread alone that made it. */
  readonly module: string | null
  /** `value`: what it gives, an error ends the query. `error`: null, or the message of what it threw. */
  readonly gives: 'value' | 'error'
  /** True: it is called with nulls; else a null argument gives null. */
  readonly seesNulls: boolean
  /** True: it is called with whole columns. */
  readonly columns?: boolean
}

const PREFIX = 'udf|'

export const isUserFunction = (functionName: string): boolean => functionName.startsWith(PREFIX)

/** True for a user function that is called with whole columns. */
export const isColumnFunction = (functionName: string): boolean =>
  isUserFunction(functionName) && parseUserFunction(functionName).columns === true

/** The name of the function in plans. */
export const userFunctionName = ({ name, type, module, gives, seesNulls, columns }: UserFunctionRef): string =>
  [PREFIX.slice(0, -1), name, type, gives, columns ? 'columns' : seesNulls ? 'nulls' : '', module ?? ''].join('|')

export function parseUserFunction(functionName: string): UserFunctionRef {
  const [, name, type, gives, takes, ...module] = functionName.split('|')
  const url = module.join('|')
  return {
    name,
    type: type as TypeName,
    gives: gives as UserFunctionRef['gives'],
    seesNulls: takes === 'nulls',
    columns: takes === 'columns',
    module: url === '' ? null : url,
  }
}
