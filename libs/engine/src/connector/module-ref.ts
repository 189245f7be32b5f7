import type { Json } from './json.ts'

/**
 * Code that worker threads load by themselves: the export `name` of `module` (a file URL), called with `options`. This is
 * how connectors take part in a task without the engine knowing them, and how a plan stays serialisable.
 */
export interface ModuleRef {
  readonly module: string
  readonly name: string
  readonly options: Json
}

/** URL of a module beside the caller: with the caller's own extension, `.ts` from source and `.js` when built. */
export function siblingModule(importMetaUrl: string, name: string): string {
  const extension = importMetaUrl.slice(importMetaUrl.lastIndexOf('.'))
  return new URL(`./${name}${extension}`, importMetaUrl).href
}
