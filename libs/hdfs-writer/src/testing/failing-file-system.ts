import type { FileSystem } from '@millrace/engine'

export interface FailurePoint {
  /** Which call fails: 0, 1, 2 ... */
  readonly call: number
  /** Before the call has its effect, or after it, as when the answer is lost. */
  readonly when: 'before' | 'after'
}

/** A process that dies: from the failing call on, nothing reaches the file system any more. */
export class Crash extends Error {}

const OPERATIONS = ['write', 'read', 'status', 'list', 'mkdirs', 'rename', 'delete'] as const

/** A real file system whose n-th call crashes the caller. `calls` counts those that were made. */
export function failingFileSystem(
  inner: FileSystem,
  point: FailurePoint | null,
): { readonly fs: FileSystem; readonly calls: () => number } {
  let calls = 0
  let crashed = false
  const guarded = Object.fromEntries(
    OPERATIONS.map(operation => [
      operation,
      async (...args: never[]) => {
        if (crashed) throw new Crash('crashed before')
        const failing = point !== null && calls === point.call
        calls++
        if (failing) crashed = true
        if (failing && point.when === 'before') throw new Crash(`before ${operation} ${args[0]}`)
        const result = await (inner[operation] as (...args: never[]) => Promise<unknown>)(...args)
        if (failing) throw new Crash(`after ${operation} ${args[0]}`)
        return result
      },
    ]),
  )
  const fs = { ...guarded, description: inner.description, display: inner.display.bind(inner), close: async () => {} }
  return { fs: fs as unknown as FileSystem, calls: () => calls }
}
