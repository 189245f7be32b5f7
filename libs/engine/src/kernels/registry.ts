import { MillraceError } from '@millrace/errors'
import { nearest } from '../analyse/suggestions.ts'
import { isUserFunction } from '../plan/user-function-name.ts'
import type { ScalarFunction } from './function.ts'
import { arithmetic } from './functions/arithmetic.ts'
import { comparison } from './functions/comparison.ts'
import { conditional } from './functions/conditional.ts'
import { datetime } from './functions/datetime.ts'
import { logic } from './functions/logic.ts'
import { stringConcat } from './functions/string-concat.ts'
import { timeText } from './functions/time-text.ts'
import { timestampUnits } from './functions/timestamp-units.ts'
import { userFunction } from './user-function.ts'

/** Functions by name. */
export type FunctionFamily = Readonly<Record<string, ScalarFunction>>

/** Made at the first use: functions call the generator, and the generator looks functions up. */
let functions: ReadonlyMap<string, ScalarFunction> | undefined
const added: FunctionFamily[] = []

function all(): ReadonlyMap<string, ScalarFunction> {
  // What analyses of logs need is always there; function-library.ts adds the rest.
  functions ??= new Map(
    [comparison, logic, arithmetic, conditional, datetime, timeText, timestampUnits, stringConcat, ...added].flatMap(
      (family: object) => Object.entries(family),
    ),
  )
  return functions
}

/** Makes more functions known. */
export function addFunctions(families: readonly FunctionFamily[]): void {
  added.push(...families)
  functions = undefined
}

/** Names of all functions. */
export const functionNames = (): string[] => [...all().keys()].sort()

export const isFunction = (name: string): boolean => all().has(name) || isUserFunction(name)

/** The function of a name; MILLRACE_ANALYSIS (Spark's UNRESOLVED_ROUTINE) when there is none. */
export function scalarFunction(name: string): ScalarFunction {
  const found = all().get(name)
  if (found !== undefined) return found
  if (isUserFunction(name)) return userFunction(name)
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `[UNRESOLVED_ROUTINE] Cannot resolve routine \`${name}\`. Did you mean one of the following? [${nearest(name, functionNames()).join(', ')}].`,
  )
}
