import { resolve } from 'node:path'

/** Environment variables by name, as in process.env. */
export type Environment = { readonly [name: string]: string | undefined }

/**
 * The directory that a person's relative paths mean. npm and nx start programs in the workspace or project folder and leave
 * the directory in which they were called in INIT_CWD; elsewhere a left-over INIT_CWD means nothing.
 */
export function callerDirectory(env: Environment = process.env): string {
  const underNpm = env['npm_lifecycle_event'] !== undefined || env['npm_command'] !== undefined
  const underNx = env['NX_TASK_TARGET_TARGET'] !== undefined || env['NX_WORKSPACE_ROOT'] !== undefined
  const caller = env['INIT_CWD']
  return caller && (underNpm || underNx) ? caller : process.cwd()
}

/** A path as the caller meant it, absolute; `-` (standard input or output) stays. */
export const resolvePath = (path: string, directory: string): string => (path === '-' ? path : resolve(directory, path))
