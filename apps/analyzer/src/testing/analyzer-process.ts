import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

export interface ProcessOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

/** A real analyzer process, killed when its test ends. */
export class AnalyzerProcess {
  readonly child: ChildProcess
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>
  stdout = ''
  stderr = ''

  constructor(args: readonly string[], { cwd, env = {} }: ProcessOptions) {
    const own = { ...process.env }
    for (const name of Object.keys(own)) if (/^(KAFKA|HDFS|HADOOP|MILLRACE|VITEST)_/.test(name)) delete own[name]
    this.child = spawn(process.execPath, [MAIN, ...args], {
      cwd,
      // npm may have set INIT_CWD to where the tests were started.
      env: { ...own, INIT_CWD: cwd, MILLRACE_LOG: 'pretty', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child.stdout?.setEncoding('utf8').on('data', text => {
      this.stdout += text
    })
    this.child.stderr?.setEncoding('utf8').on('data', text => {
      this.stderr += text
    })
    this.ended = new Promise(resolve => this.child.on('close', (code, signal) => resolve(signal ?? code)))
    onTestFinished(async () => {
      this.child.kill('SIGKILL')
      await this.ended
    })
  }

  /** Waits for a text on stderr. */
  async says(text: string): Promise<void> {
    const over = (): boolean => this.child.exitCode !== null || this.child.signalCode !== null
    await until(() => this.stderr.includes(text) || over(), `the analyzer says ${text}`)
    if (!this.stderr.includes(text)) throw new Error(`The analyzer ended without saying ${text}: ${this.stderr}`)
  }

  /** Where its HTTP API listens. */
  async url(): Promise<string> {
    await this.says('figures at ')
    return /figures at (http:\/\/[^/]+)/.exec(this.stderr)?.[1] ?? ''
  }
}

/** Runs the analyzer to its end. */
export async function runAnalyzer(
  args: readonly string[],
  options: ProcessOptions,
): Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }> {
  const analyzer = new AnalyzerProcess(args, options)
  const code = await analyzer.ended
  return { code, stdout: analyzer.stdout, stderr: analyzer.stderr }
}

/** Waits for a condition, at most a minute. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 60_000
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Waited in vain until ${what}.`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
