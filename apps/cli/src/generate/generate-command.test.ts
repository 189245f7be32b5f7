import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { WebTraffic } from '@millrace/traffic'
import { expect, onTestFinished, test } from 'vitest'
import { writeChunks } from './write-chunks.ts'

const command = new URL('./generate-command.ts', import.meta.url).href
const millrace = fileURLToPath(new URL('../../bin/millrace.mjs', import.meta.url))
const config = import.meta.resolve('@millrace/config')

/** `millrace generate` in a process of its own; with `head`, whoever reads goes away after the first bytes. */
async function generate(args: string[], options: { head?: boolean; cwd?: string } = {}) {
  const script = `import { runMain } from ${JSON.stringify(config)}
import { generateCommand } from ${JSON.stringify(command)}
await runMain(generateCommand)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, 'generate', ...args], {
    cwd: options.cwd,
    env: { ...process.env, INIT_CWD: options.cwd },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stdout: Buffer[] = []
  let stderr = ''
  child.stdout.on('data', chunk => {
    stdout.push(chunk)
    if (options.head) child.stdout.destroy()
  })
  child.stderr.on('data', chunk => {
    stderr += chunk
  })
  const code = await new Promise(resolve => child.on('close', resolve))
  return { code, stdout: Buffer.concat(stdout).toString('latin1'), stderr }
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-generate-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('stdout and --out get the same lines, and the file replaces an older one', async () => {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'access.log'), 'old')
  const args = ['web', '--lines', '20000', '--seed=9', '--days', '2', '--damage', '0.01', '--start', '1999-12-31']
  const printed = await generate(args)
  expect(printed).toMatchObject({ code: 0, stderr: '' })
  expect(printed.stdout.match(/\n/g)?.length).toBe(20_000)
  expect(printed.stdout).toContain('[01/Jan/2000:')
  expect(await generate([...args, '--out', 'access.log'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' })
  expect(readFileSync(join(cwd, 'access.log'), 'latin1')).toBe(printed.stdout)
  expect(readdirSync(cwd)).toEqual(['access.log'])
})

test('help', async () => {
  expect((await generate(['--help'])).stdout).toContain('millrace generate <generator> [options]')
  const help = await generate(['web', '--help'])
  expect(help.code).toBe(0)
  expect(help.stdout).toContain('--damage <n>')
})

test.each([
  [[], expect.stringMatching(/^Usage: millrace generate <generator> \[options\]\n/)],
  [['wob'], 'millrace: There is no generator "wob"; did you mean web?\n'],
  [['devices'], 'millrace: There is no generator "devices"; expected web or csv.\n'],
  [['web', '--lines=-1'], 'millrace: --lines: "-1" is not a whole number of at least 0.\n'],
  [['web', '--start', '2015-02-30'], 'millrace: --start: "2015-02-30" is not a date such as 2015-05-17.\n'],
  [['web', '--lins', '5'], 'millrace: Unknown option --lins; did you mean --lines?\n'],
])('wrong use is 2: %j', async (args, message) => {
  expect(await generate(args)).toMatchObject({ code: 2, stderr: message })
})

test('a folder that does not exist is 1, and nothing is left', async () => {
  const cwd = temporaryFolder()
  const { code, stderr } = await generate(['web', '--out', 'no/such/file.log'], { cwd })
  expect(code).toBe(1)
  expect(stderr).toBe(`millrace: ${cwd}/no/such/file.log cannot be written: its folder does not exist.\n`)
  expect(readdirSync(cwd)).toEqual([])
})

test('what cannot be a file is 1', async () => {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'file'), 'kept')
  const below = await generate(['web', '--out', 'file/access.log'], { cwd })
  expect(below).toMatchObject({
    code: 1,
    stderr: `millrace: ${cwd}/file/access.log cannot be written: what should be its folder is a file.\n`,
  })
  const folder = await generate(['web', '--out', '.'], { cwd })
  expect(folder).toMatchObject({ code: 1, stderr: `millrace: ${cwd} cannot be written: it is a folder.\n` })
  expect(readdirSync(cwd)).toEqual(['file'])
})

// There not even root may make a file.
test.skipIf(!existsSync('/sys/kernel'))('no permission is 1 (needs /sys/kernel)', async () => {
  const { code, stderr } = await generate(['web', '--out', '/sys/kernel/access.log'])
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /^millrace: \/sys\/kernel\/access\.log cannot be written: (this user may not|the file system).*\.\n$/,
  )
})

test.skipIf(!existsSync('/dev/full'))('a full disk behind stdout is 1 (needs /dev/full)', async () => {
  const stdout = openSync('/dev/full', 'w')
  const child = spawn(process.execPath, [millrace, 'generate', 'web'], { stdio: ['ignore', stdout, 'pipe'] })
  closeSync(stdout)
  let printed = ''
  child.stderr?.on('data', chunk => {
    printed += chunk
  })
  expect(await new Promise(resolve => child.on('close', resolve))).toBe(1)
  expect(printed).toBe('millrace: There is no space left to write standard output.\n')
})

test.skipIf(!existsSync('/dev/full'))('a full device for --out is 1 (needs /dev/full)', async () => {
  const { code, stderr } = await generate(['web', '--out', '/dev/full'])
  expect(code).toBe(1)
  expect(stderr).toBe('millrace: There is no space left to write /dev/full.\n')
})

test('a reader that goes away ends it quietly', async () => {
  expect(await generate(['web', '--lines', '5000000'], { head: true })).toMatchObject({ code: 0, stderr: '' })
})

test('nothing is generated ahead of a slow reader', async () => {
  let made = 0
  let taken = 0
  let ahead = 0
  function* counted() {
    for (const chunk of new WebTraffic({ lines: 40_000, start: 0, days: 1 }).chunks()) {
      made++
      ahead = Math.max(ahead, made - taken)
      yield chunk
    }
  }
  const slow = new Writable({
    highWaterMark: 1,
    write(_chunk, _encoding, done) {
      setImmediate(() => {
        taken++
        done()
      })
    },
  })
  await writeChunks(counted(), slow)
  expect(made).toBeGreaterThan(5)
  expect(taken).toBe(made)
  expect(ahead).toBe(1)
})
