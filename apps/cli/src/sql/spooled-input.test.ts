import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder, until } from '../testing/millrace-process.ts'

const SPOOL = new URL('spooled-input.ts', import.meta.url).href
const PROGRAM = `
const { spooledInput } = await import('${SPOOL}')
const { readFileSync } = await import('node:fs')
const path = spooledInput()
console.log('spooling')
console.log(readFileSync(await path, 'utf8') + readFileSync(await path, 'utf8'))
setInterval(() => {}, 1000)`

interface Spooling {
  readonly child: ChildProcess
  readonly temporary: string
  readonly said: () => string
}

function start(): Spooling {
  const temporary = temporaryFolder()
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: { ...process.env, TMPDIR: temporary, TMP: temporary, TEMP: temporary },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let stdout = ''
  child.stdout?.setEncoding('utf8').on('data', text => {
    stdout += text
  })
  return { child, temporary, said: () => stdout }
}

const closed = (child: ChildProcess): Promise<unknown> => new Promise(resolve => child.on('close', resolve))

test.each(['SIGINT', 'SIGTERM'] as const)('%s while standard input is spooled leaves nothing', async signal => {
  const { child, temporary, said } = start()
  child.stdin?.write('some lines\n')
  await until(() => said().includes('spooling'), 'it spools')
  const ended = closed(child)
  child.kill(signal)
  await ended
  expect(child.signalCode).toBe(signal)
  expect(readdirSync(temporary)).toEqual([])
})

test('what was spooled can be read again and again, and a signal after that leaves nothing', async () => {
  const { child, temporary, said } = start()
  child.stdin?.end('a line\n')
  await until(() => said().includes('a line\na line\n'), 'it has read twice')
  const ended = closed(child)
  child.kill('SIGINT')
  await ended
  expect(readdirSync(temporary)).toEqual([])
})
