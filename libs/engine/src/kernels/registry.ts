import { MillraceError } from '@millrace/errors'
import type { ScalarFunction } from './function.ts'
import { arithmetic } from './functions/arithmetic.ts'
import { bitwise } from './functions/bitwise.ts'
import { comparison } from './functions/comparison.ts'
import { conditional } from './functions/conditional.ts'
import { families } from './functions/families.ts'
import { logic } from './functions/logic.ts'
import { membership } from './functions/membership.ts'
import { timeFamilies } from './functions/time-families.ts'

/** Made at the first use: functions call the generator, and the generator looks functions up. */
let functions: ReadonlyMap<string, ScalarFunction> | undefined

function all(): ReadonlyMap<string, ScalarFunction> {
  functions ??= new Map(
    [comparison, membership, logic, arithmetic, bitwise, conditional, ...timeFamilies, ...families].flatMap(
      (family: object) => Object.entries(family),
    ),
  )
  return functions
}

/** Names of all functions. */
export const functionNames = (): string[] => [...all().keys()].sort()

/** The function of a name; MILLRACE_ANALYSIS (Spark's UNRESOLVED_ROUTINE) when there is none. */
export function scalarFunction(name: string): ScalarFunction {
  const found = all().get(name)
  if (found !== undefined) return found
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `[UNRESOLVED_ROUTINE] Cannot resolve routine \`${name}\`; known are ${functionNames().join(', ')}.`,
  )
}
