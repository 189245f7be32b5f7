import { MillraceError } from '@millrace/errors'
import type { ScalarFunction } from './function.ts'
import { arithmetic } from './functions/arithmetic.ts'
import { comparison } from './functions/comparison.ts'
import { conditional } from './functions/conditional.ts'
import { datetime } from './functions/datetime.ts'
import { logic } from './functions/logic.ts'
import { text } from './functions/text.ts'

const FUNCTIONS: ReadonlyMap<string, ScalarFunction> = new Map(
  [comparison, logic, arithmetic, conditional, text, datetime].flatMap(family => Object.entries(family)),
)

/** The function of a name; MILLRACE_ANALYSIS (Spark's UNRESOLVED_ROUTINE) when there is none. */
export function scalarFunction(name: string): ScalarFunction {
  const found = FUNCTIONS.get(name)
  if (found !== undefined) return found
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `[UNRESOLVED_ROUTINE] Cannot resolve routine \`${name}\`; known are ${[...FUNCTIONS.keys()].sort().join(', ')}.`,
  )
}
