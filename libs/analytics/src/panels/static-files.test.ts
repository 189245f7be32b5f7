import { expect, test } from 'vitest'
import { extensionOf, isStaticFile } from './static-files.ts'

test.each([
  ['/a.css', 'css', true],
  ['/A.PNG', 'png', true],
  ['/a.tar.gz', 'gz', true],
  ['/v1.2/users', null, false],
  ['/a.', null, false],
  ['/.env', 'env', false],
  ['/a.php', 'php', false],
  ['/', null, false],
  ['', null, false],
  ['app.js', 'js', true],
])('%s', (path, extension, isStatic) => {
  expect([extensionOf(path), isStaticFile(path)]).toEqual([extension, isStatic])
})
