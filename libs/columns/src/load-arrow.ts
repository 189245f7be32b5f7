import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

type Arrow = typeof import('apache-arrow')

let loaded: Arrow | undefined

/**
 * apache-arrow, loaded on first use: parsing and aggregating do without it, and it would cost a fifth of a command's start-up
 * and 20 MB in every thread. It is the instance that `import` gives, so values may be mixed with a caller's own.
 */
export const arrow = (): Arrow =>
  (loaded ??= createRequire(import.meta.url)(fileURLToPath(import.meta.resolve('apache-arrow'))) as Arrow)
