import type { Plugin } from 'rolldown'

interface Group {
  readonly name: string
  /** Absolute paths. */
  readonly modules: readonly string[]
}

export interface Closures {
  readonly plugin: Plugin
  /** The group of a module, once all are loaded. */
  groupOf(id: string): string | null
}

/** Each group is its modules and all that they import statically, but for what is in a group before it: so groups never import each other in a circle. */
export function closuresOf(groups: readonly Group[]): Closures {
  const groupOf = new Map<string, string>()
  return {
    groupOf: id => groupOf.get(id) ?? null,
    plugin: {
      name: 'closures',
      buildEnd() {
        for (const { name, modules } of groups) {
          const pending = new Set(modules)
          for (const id of pending) {
            if (groupOf.has(id)) continue
            groupOf.set(id, name)
            for (const imported of this.getModuleInfo(id)?.importedIds ?? []) pending.add(imported)
          }
        }
      },
    },
  }
}
