import { getCompileCacheDir } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'

// When several threads run WebAssembly (Parquet, type stripping), V8 13 can end the process with `Check failed:
// jit_page.has_value()` while it replaces a wrapper of an imported function by compiled code. Without that step, which
// saves nothing measurable here, it cannot (nodejs/node#64500).
setFlagsFromString('--wasm-wrapper-tiering-budget=2000000000')

/**
 * Megabytes of a thread's young generation. V8 doubles it the longer a thread runs, however little survives in it, to about
 * 100 MB; what a thread works on lies outside of it, in typed arrays.
 */
const YOUNG_GENERATION_MB = 24

/**
 * Starts a module in a worker thread. A thread does not take over the main thread's compile cache; where there is one it is
 * opened before the first module is loaded, which makes starting three times as fast: no TypeScript is stripped again. A
 * thread that is terminated saves nothing, so what it has compiled is saved at once.
 */
export function startThread(module: string, workerData: unknown): Worker {
  const options = { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB } }
  if (getCompileCacheDir() === undefined) return new Worker(new URL(module), options)
  const entry = `const { enableCompileCache, flushCompileCache } = require('node:module')
enableCompileCache()
import(${JSON.stringify(module)}).then(() => flushCompileCache())`
  return new Worker(entry, { ...options, eval: true })
}
