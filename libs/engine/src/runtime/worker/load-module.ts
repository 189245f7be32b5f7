import { MillraceError } from '@millrace/errors'

/** Loads the export that a reference names. */
export async function loadExport<T>(reference: { readonly module: string; readonly name: string }): Promise<T> {
  const loaded = (await import(reference.module)) as Record<string, unknown>
  const value = loaded[reference.name]
  if (typeof value !== 'function')
    throw new MillraceError('MILLRACE_INTERNAL', `${reference.module} exports no function "${reference.name}".`)
  return value as T
}
