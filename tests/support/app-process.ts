import { type ChildProcess, spawn } from 'node:child_process'

/** A real process of one of the apps. */
export class AppProcess {
  static readonly #running = new Set<AppProcess>()

  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  readonly #child: ChildProcess
  readonly #listeners = new Set<() => void>()
  stdout = ''
  stderr = ''
  #over = false

  /** @param options.cwd what relative paths are resolved against */
  constructor(file: string, args: readonly string[], options: { readonly cwd?: string } = {}) {
    const env: NodeJS.ProcessEnv = { ...process.env, INIT_CWD: options.cwd ?? process.cwd(), NO_COLOR: '1' }
    for (const name of Object.keys(env)) if (/^(KAFKA|HDFS|HADOOP|MILLRACE|VITEST)_/.test(name)) delete env[name]
    // An app ends when the tests that started it are gone.
    env['MILLRACE_WATCH_PARENT'] = '1'
    const child = spawn(process.execPath, [file, ...args], { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    AppProcess.#running.add(this)
    child.stdout.setEncoding('utf8').on('data', text => {
      this.stdout += text
      this.#changed()
    })
    child.stderr.setEncoding('utf8').on('data', text => {
      this.stderr += text
      this.#changed()
    })
    this.ended = new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code, signal) => {
        AppProcess.#running.delete(this)
        this.#over = true
        resolve(signal ?? code ?? 1)
        this.#changed()
      })
    })
  }

  get over(): boolean {
    return this.#over
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Waits until stdout or stderr matches. Fails when the process ends without that. */
  async says(pattern: RegExp, timeoutMs = 60_000): Promise<RegExpExecArray> {
    const find = (): RegExpExecArray | null => pattern.exec(this.stdout) ?? pattern.exec(this.stderr)
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const match = find()
        if (match === null && !this.#over) return
        settle()
        match === null ? reject(new Error(`It ended without ${pattern}:\n${this.tail()}`)) : resolve(match)
      }
      const timer = setTimeout(() => {
        settle()
        reject(new Error(`It did not say ${pattern} within ${timeoutMs} ms:\n${this.tail()}`))
      }, timeoutMs)
      const settle = (): void => {
        clearTimeout(timer)
        this.#listeners.delete(check)
      }
      this.#listeners.add(check)
      check()
    })
  }

  /** The end of what it printed. */
  tail(): string {
    return `${this.stdout.slice(-2000)}\n${this.stderr.slice(-2000)}`
  }

  /** Kills what a test left running. */
  static async killAll(): Promise<void> {
    await Promise.all(
      [...AppProcess.#running].map(app => {
        app.kill('SIGKILL')
        return app.ended
      }),
    )
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** Runs an app to its end; fails unless it exits with 0. */
export async function runApp(file: string, args: readonly string[], options?: { cwd?: string }): Promise<string> {
  const app = new AppProcess(file, args, options)
  const end = await app.ended
  if (end !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${end}:\n${app.tail()}`)
  return app.stdout
}
