import { homedir } from 'node:os'
import { join } from 'node:path'

export const NOTEBOOKS = join(import.meta.dirname, '..')
export const ROOT = join(NOTEBOOKS, '..')

/** What is made here and not kept. */
export const MADE = join(NOTEBOOKS, 'dist')

/** Jupyter itself, in the user's cache: it is the same for every copy of the repository. */
export const VENV = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'millrace', 'jupyter')
