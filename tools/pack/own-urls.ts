import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const SHIPPED = ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts', 'services/src/**/*.ts']
const ONLY_FOR_TESTS = /\.test\.ts$|\.test-d\.ts$|\/testing(\.ts$|\/)/
const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm

/** A module by its name, with the extension of the one that asks. */
const MODULE =
  /\bsiblingModule\(import\.meta\.url, '([^']+)'\)|\bnew URL\(`([^`$]+)\$\{extension\}`, import\.meta\.url\)/g
const ITSELF = /\bmodule: import\.meta\.url/g
const FILE = /\bnew URL\('([^']+)', import\.meta\.url\)/g
/** What needs nothing: its own extension, what is found from its place, and names that are put together (ASSETS). */
const OTHER =
  /\bimport\.meta\.url\.(?:slice|lastIndexOf|endsWith)\(|\bcreateRequire\(import\.meta\.url\)|\bnew URL\(`[^`]+`, import\.meta\.url\)/g

export interface OwnUrls {
  /** Modules that are loaded by their URL, as worker threads do: each must be a file beside where its source was. */
  readonly modules: readonly string[]
  /** Other files that modules read. */
  readonly files: readonly string[]
}

/**
 * What the shipped modules under `root` find by `import.meta.url`: paths from `root`.
 * @throws Error for a use that is not known here and so might not work in the package
 */
export function ownUrls(root: string): OwnUrls {
  const modules = new Set<string>()
  const files = new Set<string>()
  for (const file of globSync(SHIPPED, { cwd: root }).filter(path => !ONLY_FOR_TESTS.test(path))) {
    const folder = join(file, '..')
    const code = readFileSync(join(root, file), 'utf8').replace(COMMENT, '')
    if (!code.includes('import.meta.url')) continue
    for (const [, sibling, named] of code.matchAll(MODULE)) modules.add(join(folder, `${sibling ?? named}.ts`))
    if (code.search(ITSELF) >= 0) modules.add(file)
    for (const [, path] of code.matchAll(FILE)) files.add(join(folder, path))
    const rest = [MODULE, ITSELF, FILE, OTHER].reduce((text, form) => text.replace(form, ''), code)
    if (rest.includes('import.meta.url'))
      throw new Error(`${file} uses import.meta.url in a way that tools/pack/own-urls.ts does not know.`)
  }
  const isFile = (path: string): boolean => statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true
  return { modules: [...modules].sort(), files: [...files].filter(isFile).sort() }
}
