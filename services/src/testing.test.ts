import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
const folder = mkdtempSync(join(tmpdir(), 'millrace-testing-'))

interface Test {
  readonly status: string
  readonly fullName: string
  readonly failureMessages: readonly string[]
}

/** Runs a test file that needs servers where there is neither Java nor any other command. */
function run(environment: Readonly<Record<string, string>>): { code: number | null; tests: readonly Test[] } {
  const args = [vitest, 'run', '--root', folder, '--globals', '--reporter=json', '--outputFile.json=report.json']
  const env = { PATH: folder, HOME: folder, CI: 'true', ...environment }
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env })
  const path = join(folder, 'report.json')
  if (!existsSync(path)) throw new Error(stderr)
  const report = JSON.parse(readFileSync(path, 'utf8')) as { testResults: { assertionResults: Test[] }[] }
  rmSync(path)
  return { code: status, tests: report.testResults.flatMap(file => file.assertionResults) }
}

describe('describeWithServices', () => {
  beforeAll(() => {
    const testing = new URL('./testing.ts', import.meta.url).href
    writeFileSync(
      join(folder, 'a.test.js'),
      `import { describeWithServices } from '${testing}'
      describeWithServices('a broker', () => it('answers', () => {}))
      describeWithServices('a client', () => it('asks', () => {}), { needs: ['kcat'] })
      describeWithServices('nothing', () => it('needs nothing', () => {}), { needs: [] })`,
    )
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('skips by name where something is missing, and says what', () => {
    const { code, tests } = run({})
    expect(tests.map(test => [test.status, test.fullName])).toEqual([
      ['skipped', 'a broker (skipped: Java 17 or newer is missing) answers'],
      ['skipped', 'a client (skipped: kcat is missing) asks'],
      ['passed', 'nothing needs nothing'],
    ])
    expect(code).toBe(0)
  })

  it('fails instead with MILLRACE_REQUIRE_SERVICES=1', () => {
    const { code, tests } = run({ MILLRACE_REQUIRE_SERVICES: '1' })
    expect(tests.map(test => test.status)).toEqual(['failed', 'failed', 'passed'])
    expect(tests[0]!.failureMessages[0]).toContain('MILLRACE_REQUIRE_SERVICES=1, but Java 17 or newer is missing.')
    expect(code).toBe(1)
  })
})
