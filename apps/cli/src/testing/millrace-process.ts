import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const MILLRACE = fileURLToPath(new URL('../../bin/millrace.mjs', import.meta.url))

/** A folder for one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A real `millrace` process, killed when its test ends. */
export class MillraceProcess {
  readonly child: ChildProcess
  /** The exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>
  stdout = ''
  stderr = ''

  constructor(args: readonly string[], options: { readonly cwd: string; readonly input?: Uint8Array }) {
    const { KAFKA_BROKERS: _, ...env } = process.env
    this.child = spawn(process.execPath, [MILLRACE, ...args], {
      cwd: options.cwd,
      // npm may have set INIT_CWD to where the tests were started.
      env: { ...env, INIT_CWD: options.cwd },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.child.stdin?.on('error', () => {})
    this.child.stdin?.end(options.input)
    this.child.stdout?.setEncoding('utf8').on('data', text => {
      this.stdout += text
    })
    this.child.stderr?.setEncoding('utf8').on('data', text => {
      this.stderr += text
    })
    this.exited = new Promise(resolve => this.child.on('close', resolve))
    onTestFinished(async () => {
      this.child.kill('SIGKILL')
      await this.exited
    })
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  /** Waits for a text on either output. */
  async says(text: string): Promise<void> {
    const said = (): boolean => (this.stdout + this.stderr).includes(text)
    await until(() => said() || !this.running, `millrace says ${text}`)
    if (!said()) throw new Error(`millrace ended without saying ${text}: ${this.stderr}`)
  }
}

/** Runs `millrace` to its end. */
export async function millrace(
  args: readonly string[],
  options: { readonly cwd: string; readonly input?: Uint8Array },
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const run = new MillraceProcess(args, options)
  const code = await run.exited
  return { code, stdout: run.stdout, stderr: run.stderr }
}

/** Waits for a condition, at most 30 seconds. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 30_000
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Waited in vain until ${what}.`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
