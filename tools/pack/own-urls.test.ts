import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ownUrls } from './own-urls.ts'

function repositoryOf(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'millrace-own-urls-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

test('finds the modules that are loaded by their URL, and files beside modules', () => {
  const root = repositoryOf({
    'libs/a/src/source.ts': "decoder: { module: siblingModule(import.meta.url, '../shared/decoder'), name: 'decoder' }",
    'libs/a/src/itself.ts': 'export const ref = { module: import.meta.url, name: "x" }',
    'libs/a/src/named.ts': 'const url = new URL(`./by-extension$' + '{extension}`, import.meta.url)',
    'libs/a/src/asset.ts': "readFileSync(new URL('../assembly/parser.wasm', import.meta.url))",
    'libs/a/src/none.ts': '/** `module: import.meta.url` is said of others. */',
    'libs/a/src/asset.test.ts': "fork(import.meta.url + '/nothing')",
    'libs/a/assembly/parser.wasm': '',
  })
  expect(ownUrls(root)).toEqual({
    modules: ['libs/a/shared/decoder.ts', 'libs/a/src/by-extension.ts', 'libs/a/src/itself.ts'],
    files: ['libs/a/assembly/parser.wasm'],
  })
})

test('refuses a use that it does not know', () => {
  const root = repositoryOf({ 'apps/b/src/worker.ts': "new Worker(import.meta.url.replace('worker', 'other'))" })
  expect(() => ownUrls(root)).toThrow('apps/b/src/worker.ts uses import.meta.url in a way')
})
