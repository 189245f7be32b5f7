import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

const running = new Set<IngestProcess>()

/** Ends what a failed test left running. */
export async function killIngest(): Promise<void> {
  for (const ingest of running) {
    ingest.kill('SIGKILL')
    await ingest.exited
  }
}

export interface IngestProcessOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** What it reads from standard input, which then ends. */
  readonly input?: Uint8Array
  /** Starts it by a shell, which signals go to. */
  readonly orphan?: boolean
}

/** A real ingest process. */
export class IngestProcess {
  readonly child: ChildProcess
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** What it has written to standard error so far. */
  stderr = ''

  constructor(args: readonly string[], options: IngestProcessOptions) {
    const { KAFKA_BROKERS: _, ...env } = process.env
    const command = [process.execPath, MAIN, ...args]
    // The shell must not replace itself by its only command.
    const [file, ...rest] = options.orphan ? ['sh', '-c', '"$@"; true', 'sh', ...command] : command
    this.child = spawn(file, rest, {
      cwd: options.cwd,
      // npm may have set INIT_CWD to where the tests were started.
      env: { ...env, INIT_CWD: options.cwd, MILLRACE_LOG: 'pretty', ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.child.stdin?.on('error', () => {})
    this.child.stdin?.end(options.input)
    this.child.stderr?.on('data', data => {
      this.stderr += String(data)
    })
    running.add(this)
    this.exited = new Promise(resolve => this.child.on('close', (code, signal) => resolve({ code, signal })))
    this.exited.then(() => running.delete(this))
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal)
  }

  /** Waits for a text on standard error. */
  async says(text: string | RegExp): Promise<void> {
    await until(() => this.stderr.search(text) >= 0 || !this.running, `ingest says ${text}`)
    if (this.stderr.search(text) < 0) throw new Error(`ingest ended without saying ${text}: ${this.stderr}`)
  }
}

/** Runs ingest to its end. */
export async function runIngest(
  args: readonly string[],
  options: IngestProcessOptions,
): Promise<{ code: number | null; stderr: string }> {
  const ingest = new IngestProcess(args, options)
  const { code } = await ingest.exited
  return { code, stderr: ingest.stderr }
}

/** Waits for a condition, at most 30 seconds. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 30_000
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Waited in vain until ${what}.`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
