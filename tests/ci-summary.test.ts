import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const summary = fileURLToPath(new URL('../.ci/summary.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millrace-summary-'))
const report = join(folder, 'report.json')
afterAll(() => rmSync(folder, { recursive: true }))

const passed = { status: 'passed', fullName: 'adds' }

/** What .ci/run ends with for a report of these files: the printed lines, and the exit code. */
function summarise(testResults: object[] | undefined): { lines: string[]; code: number | null } {
  rmSync(report, { force: true })
  if (testResults !== undefined) writeFileSync(report, JSON.stringify({ testResults }))
  const run = spawnSync(process.execPath, [summary, report], { encoding: 'utf8' })
  return { lines: run.stdout.trimEnd().split('\n'), code: run.status }
}

describe('the summary of .ci/run', () => {
  it('is green only when everything passed', () => {
    const file = { name: 'a.test.ts', status: 'passed', assertionResults: [passed, passed] }
    expect(summarise([file])).toEqual({ lines: ['2 passed, 0 failed, 0 skipped'], code: 0 })
  })

  it('names what failed', () => {
    const file = {
      name: 'a.test.ts',
      status: 'failed',
      assertionResults: [passed, { status: 'failed', fullName: 'divides' }],
    }
    expect(summarise([file])).toEqual({
      lines: ['failed: a.test.ts: divides', '1 passed, 1 failed, 0 skipped'],
      code: 1,
    })
  })

  it.each(['skipped', 'pending', 'todo', 'disabled'])('does not take %s for passed', status => {
    const file = { name: 'a.test.ts', status: 'passed', assertionResults: [passed, { status, fullName: 'waits' }] }
    expect(summarise([file])).toEqual({
      lines: ['skipped: a.test.ts: waits', '1 passed, 0 failed, 1 skipped'],
      code: 1,
    })
  })

  it('lets a test be skipped for want of a privilege', () => {
    const skipped = { status: 'skipped', fullName: 'a full disk is an error (needs the right to mount)' }
    const { lines, code } = summarise([{ name: 'a.test.ts', status: 'passed', assertionResults: [passed, skipped] }])
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 1 skipped')
    expect(code).toBe(0)
  })

  it('counts a file that cannot be loaded', () => {
    const good = { name: 'a.test.ts', status: 'passed', assertionResults: [passed] }
    const bad = { name: 'b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] }
    const expected = ['failed: b.test.ts: no such module', '1 passed, 1 failed, 0 skipped']
    expect(summarise([good, bad])).toEqual({ lines: expected, code: 1 })
  })

  it('is red when nothing ran', () => {
    expect(summarise([]).lines).toEqual(['0 passed, 0 failed, 0 skipped'])
    expect(summarise([]).code).toBe(1)
    expect(summarise(undefined).lines.at(-1)).toBe('0 passed, 0 failed, 0 skipped')
    expect(summarise(undefined).code).toBe(1)
  })
})
