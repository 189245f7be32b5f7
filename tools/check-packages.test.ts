import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { checkPackages } from './check-packages.ts'

/** A workspace with these files; what the check says of it. */
function problemsOf(files: Record<string, string | object>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'packages-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const all = { 'package.json': { workspaces: ['libs/*'], devDependencies: { vitest: '1' } }, ...files }
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return checkPackages(root)
}

test('says nothing of packages that list what they import', () => {
  const problems = problemsOf({
    'libs/a/package.json': { name: '@m/a', dependencies: { '@m/b': '*', c: '1', d: '1' }, devDependencies: { e: '1' } },
    'libs/a/src/a.ts': `import { join } from 'node:path'\nimport type {\n  B,\n} from '@m/b/sub'\nexport * from 'c'\nawait import('d')\n`,
    'libs/a/src/a.test.ts': `import { test } from 'vitest'\nimport '@m/a'\nimport './a.ts'\nimport 'c'\n`,
    'libs/a/src/testing/peer.ts': `const e = createRequire(import.meta.url)('e')\n`,
  })
  expect(problems).toEqual([])
})

test('says what is missing, unused, or in the wrong list, a line each', () => {
  const problems = problemsOf({
    'libs/a/package.json': { name: '@m/a', dependencies: { b: '1', c: '1' }, devDependencies: { d: '1' } },
    'libs/a/src/a.ts': `import 'e'\nimport 'd'\n`,
    'libs/a/src/a.test.ts': `import 'c'\nimport f from 'f'\n`,
  })
  expect(problems).toEqual([
    'libs/a/src/a.test.ts imports f: expected it in devDependencies of libs/a/package.json.',
    'libs/a/src/a.ts imports e: expected it in dependencies of libs/a/package.json.',
    'libs/a/src/a.ts imports d: expected it in dependencies of libs/a/package.json.',
    'libs/a/package.json: b in dependencies: nothing imports it.',
    'libs/a/package.json: c in dependencies: only tests import it: expected it in devDependencies.',
    'libs/a/package.json: d in devDependencies: no test needs it there.',
  ])
})
