import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const compiler = join(import.meta.dirname, '../../../tools/assembly')
const missing = process.env['MILLRACE_REQUIRE_SERVICES'] !== '1' && !existsSync(join(compiler, 'node_modules'))

test.skipIf(missing)(
  'the committed module is what its source compiles to (needs: npm ci --prefix tools/assembly)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-assembly-'))
    try {
      const compiled = join(folder, 'log-parser.wasm')
      execFileSync('npm', ['run', 'build', '--silent', '--prefix', compiler, '--', compiled])
      expect(
        readFileSync(compiled).equals(readFileSync(join(import.meta.dirname, '../assembly/log-parser.wasm'))),
      ).toBe(true)
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)
