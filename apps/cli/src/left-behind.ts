import { rmSync } from 'node:fs'

const paths = new Set<string>()
let isListening = false

/**
 * Removes a file or folder also when the process ends before its own time: by a signal, or because nobody reads standard output any
 * more. What it gives is to be called when the path is gone.
 */
export function neverLeft(path: string): () => void {
  listen()
  paths.add(path)
  return () => paths.delete(path)
}

function listen(): void {
  if (isListening) return
  isListening = true
  const remove = (): void => {
    for (const path of paths) rmSync(path, { recursive: true, force: true })
  }
  process.on('exit', remove)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      remove()
      // As if nobody had listened.
      process.kill(process.pid, signal)
    })
}
