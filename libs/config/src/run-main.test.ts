import { spawn } from 'node:child_process'
import { closeSync, existsSync, fstatSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const runMain = new URL('./run-main.ts', import.meta.url).href
const errors = import.meta.resolve('@millrace/errors')

/** Runs a main of that body in a process of its own; `head` closes its stdout, else `stdout` or a pipe, after the first bytes. */
async function run(
  body: string,
  options: { env?: Record<string, string>; head?: boolean; stdout?: number; blocks?: number } = {},
) {
  const script = `import { runMain } from ${JSON.stringify(runMain)}
import { MillraceError } from ${JSON.stringify(errors)}
await runMain(async args => { ${body} }, { name: 'demo' })`
  const command = [process.execPath, '--input-type=module', '-e', script, 'run-main', 'one']
  const limited = ['sh', '-c', `ulimit -f ${options.blocks}; exec "$@"`, 'sh', ...command]
  const [file, ...args] = options.blocks === undefined ? command : limited
  const child = spawn(file, args, {
    env: { ...process.env, MILLRACE_DEBUG: '', ...options.env },
    stdio: ['ignore', options.stdout ?? 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', chunk => {
    stdout += chunk
    if (options.head) child.stdout?.destroy()
  })
  child.stderr?.on('data', chunk => {
    stderr += chunk
  })
  const code = await new Promise(resolve => child.on('close', resolve))
  return { code, stdout, stderr }
}

test('the exit code is the main’s own, and all output arrives', async () => {
  const { code, stdout, stderr } = await run(
    `process.stdout.write('x'.repeat(500000) + args[0]); setInterval(() => {}, 1e6); return 3`,
  )
  expect(code).toBe(3)
  expect(stdout.length).toBe(500_003)
  expect(stderr).toBe('')
})

test('a usage error is one line and 2, a failure 1', async () => {
  expect(await run(`throw new MillraceError('MILLRACE_USAGE', 'Unknown option --x.')`)).toEqual({
    code: 2,
    stdout: '',
    stderr: 'demo: Unknown option --x.\n',
  })
  expect(await run(`throw new MillraceError('MILLRACE_KAFKA_UNREACHABLE', 'No broker answers.\\n  at x')`)).toEqual({
    code: 1,
    stdout: '',
    stderr: 'demo: No broker answers. at x\n',
  })
})

test('an unexpected error is one line with a hint, and the stack on demand', async () => {
  const body = `setImmediate(() => { throw new TypeError('oops', { cause: new Error('root') }) }); await new Promise(() => setInterval(() => {}, 1e6))`
  expect(await run(body)).toEqual({
    code: 1,
    stdout: '',
    stderr: 'demo: unexpected error: oops (MILLRACE_DEBUG=1 shows where)\n',
  })
  const debug = await run(body, { env: { MILLRACE_DEBUG: '1' } })
  expect(debug.stderr).toMatch(/demo: oops\nTypeError: oops\n {4}at .*caused by: Error: root\n/s)
})

test('a reader that goes away ends it quietly', async () => {
  const body = `for (;;) { if (!process.stdout.write('y'.repeat(100000) + '\\n')) await new Promise(r => process.stdout.once('drain', r)) }`
  expect(await run(body, { head: true })).toMatchObject({ code: 0, stderr: '' })
})

const WRITES = [
  ['once', `process.stdout.write('x')`],
  ['at the end of many', `await null; for (let i = 0; i < 100; i++) process.stdout.write('x'.repeat(70000)); return 0`],
  [
    'and waits for it',
    `const { once } = await import('node:events'); for (;;) if (!process.stdout.write('x'.repeat(70000))) await once(process.stdout, 'drain')`,
  ],
] as const

test.skipIf(!existsSync('/dev/full')).each(WRITES)(
  'a full disk behind stdout is a failure: writes %s (needs /dev/full)',
  async (_, body) => {
    const stdout = openSync('/dev/full', 'w')
    const result = await run(body, { stdout })
    closeSync(stdout)
    expect(result).toMatchObject({ code: 1, stderr: 'demo: There is no space left to write standard output.\n' })
  },
)

test.each(WRITES)('a stdout that takes no writes is a failure: writes %s', async (_, body) => {
  const stdout = openSync(new URL(import.meta.url), 'r')
  const result = await run(body, { stdout })
  closeSync(stdout)
  expect(result).toMatchObject({ code: 1, stderr: 'demo: Standard output is closed.\n' })
})

test('a file that takes only a part of a write is a failure', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-run-main-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const stdout = openSync(join(folder, 'out'), 'w')
  const body = `process.stdout.write('x'.repeat(100_000))`
  const result = await run(body, { stdout, blocks: 20 })
  expect(fstatSync(stdout).size).toBeGreaterThan(0)
  expect(await run(body, { stdout })).toEqual({ code: 0, stdout: '', stderr: '' })
  closeSync(stdout)
  expect(result.code).toBe(1)
  expect(result.stderr).toMatch(/^demo: Standard output cannot be written \(EFBIG.*\)\.\n$/)
})

test('EPIPE from anything else is a failure', async () => {
  const { code, stderr } = await run(`throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })`)
  expect(code).toBe(1)
  expect(stderr).toContain('write EPIPE')
})
