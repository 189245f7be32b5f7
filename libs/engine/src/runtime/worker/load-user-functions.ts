import { MillraceError } from '@millrace/errors'
import { registerUserFunction, type UserCode } from '../../kernels/user-code.ts'
import { isUserFunction, parseUserFunction } from '../../plan/user-function-name.ts'

/** The names of user functions that stand anywhere in a plan. */
export function userFunctionsOf(node: unknown): Set<string> {
  const found = new Set<string>()
  const search = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return
    const { kind, name } = value as { readonly kind?: unknown; readonly name?: unknown }
    if (kind === 'call' && isUserFunction(String(name))) found.add(String(name))
    for (const inner of Object.values(value)) search(inner)
  }
  search(node)
  return found
}

/** True where a plan calls a function that no other thread can load. */
export const needsThisThread = (plan: unknown): boolean =>
  [...userFunctionsOf(plan)].some(name => parseUserFunction(name).module === null)

/** Loads the user functions of a plan from their modules. MILLRACE_USER_FUNCTION where a module does not export one. */
export async function loadUserFunctions(plan: unknown): Promise<void> {
  for (const ref of [...userFunctionsOf(plan)].map(parseUserFunction)) {
    if (ref.module === null) continue
    const code = ((await import(ref.module)) as Record<string, unknown>)[ref.name]
    if (typeof code !== 'function')
      throw new MillraceError('MILLRACE_USER_FUNCTION', `${ref.module} exports no function "${ref.name}".`)
    registerUserFunction(ref, code as UserCode)
  }
}
