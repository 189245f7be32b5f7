import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SHIPPED = ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts', 'services/src/**/*.ts']
const ONLY_FOR_TESTS = /\.test\.ts$|\.test-d\.ts$|\/testing(\.ts$|\/)/
const SIBLING = /\bsiblingModule\(import\.meta\.url, '([^']+)'\)/g
const OWN_URL = /^[^*/]*\bmodule: import\.meta\.url/m

/**
 * Modules that worker threads load by their URL (`siblingModule(import.meta.url, 'name')`, `module: import.meta.url`): each must be a file of its own
 * beside where its source was. Paths from `root`.
 */
export function moduleEntries(root: string): string[] {
  const entries = new Set<string>()
  for (const file of globSync(SHIPPED, { cwd: root }).filter(path => !ONLY_FOR_TESTS.test(path))) {
    const text = readFileSync(join(root, file), 'utf8')
    for (const [, name] of text.matchAll(SIBLING)) entries.add(join(file, '..', `${name}.ts`))
    if (OWN_URL.test(text)) entries.add(file)
  }
  return [...entries].sort()
}
