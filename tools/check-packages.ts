import { globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'

/** The part of package.json that says what a package may import. */
interface Manifest {
  readonly name: string
  readonly workspaces?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

const IMPORT = /(?:^|[\s;])(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?\s*['"]([^'"]+)['"]/g
const CALL = /(?:\bimport|\bimport\.meta\.resolve|\brequire|\bcreateRequire\(import\.meta\.url\))\(\s*['"]([^'"]+)['"]/g
const PACKAGE = /^(@[a-z0-9-]+\/)?[a-z0-9][\w.-]*/
/** Tests, what only they use, and bench, which is never shipped. */
const TEST_SUPPORT = /\.test\.ts$|\.test-d\.ts$|\/testing(\.ts$|\/)|^bench\//

/** Packages that a file imports, types included. */
function importsOf(text: string): Set<string> {
  const specifiers = [IMPORT, CALL].flatMap(pattern => [...text.matchAll(pattern)].map(match => match[1]))
  const names = specifiers.filter(specifier => !isBuiltin(specifier)).map(specifier => PACKAGE.exec(specifier)?.[0])
  return new Set(names.filter(name => name !== undefined))
}

/**
 * What is wrong with the dependencies of the workspaces under `root`, a line each. Sources import what `dependencies` lists,
 * tests and their support (`testing/`) also `devDependencies`, of which the root's are for all; nothing else is listed.
 */
export function checkPackages(root: string): string[] {
  const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const shared = manifestOf('.')
  const patterns = (shared.workspaces ?? []).map(pattern => `${pattern}/package.json`)
  return globSync(patterns, { cwd: root })
    .map(dirname)
    .sort()
    .flatMap(folder => checkPackage(root, folder, manifestOf(folder), shared))
}

function checkPackage(root: string, folder: string, manifest: Manifest, shared: Manifest): string[] {
  const { name, dependencies = {}, devDependencies = {} } = manifest
  const problems: string[] = []
  const bySources = new Set<string>()
  const byTests = new Set<string>()
  for (const file of globSync(`${folder}/{src,bin}/**/*.{ts,mjs}`, { cwd: root }).sort()) {
    const forTests = TEST_SUPPORT.test(file)
    for (const imported of importsOf(readFileSync(join(root, file), 'utf8'))) {
      if (imported === name) continue
      ;(forTests ? byTests : bySources).add(imported)
      if (imported in dependencies) continue
      if (forTests && (imported in devDependencies || imported in (shared.devDependencies ?? {}))) continue
      const kind = forTests ? 'devDependencies' : 'dependencies'
      problems.push(`${file} imports ${imported}: expected it in ${kind} of ${folder}/package.json.`)
    }
  }
  for (const listed of Object.keys(dependencies)) {
    if (bySources.has(listed)) continue
    const expected = byTests.has(listed) ? 'only tests import it: expected it in devDependencies' : 'nothing imports it'
    problems.push(`${folder}/package.json: ${listed} in dependencies: ${expected}.`)
  }
  for (const listed of Object.keys(devDependencies)) {
    if (byTests.has(listed) && !(listed in dependencies)) continue
    problems.push(`${folder}/package.json: ${listed} in devDependencies: no test needs it there.`)
  }
  return problems
}

if (import.meta.main) {
  const problems = checkPackages(join(import.meta.dirname, '..'))
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
}
