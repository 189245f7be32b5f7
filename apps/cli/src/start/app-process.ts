import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { relayedLine } from './relayed-line.ts'

/** One of the apps as a child process; its output goes to ours line by line, with its name in front. */
export class AppProcess {
  /** The exit code; 1 when a signal ended it. */
  readonly exited: Promise<number>
  readonly #child: ChildProcess

  constructor(name: string, file: string, args: readonly string[]) {
    this.#child = spawn(process.execPath, [file, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: a Ctrl-C in the terminal reaches it once, through us.
      detached: true,
      env: { ...process.env, MILLRACE_LOG: 'pretty', MILLRACE_WATCH_PARENT: '1' },
    })
    relay(name, this.#child.stdout, process.stdout)
    relay(name, this.#child.stderr, process.stderr)
    this.exited = new Promise(resolve => {
      this.#child.on('error', error => {
        process.stderr.write(`${relayedLine(name, error.message)}\n`)
        resolve(1)
      })
      this.#child.on('close', code => resolve(code ?? 1))
    })
  }

  stop(): void {
    if (this.#child.exitCode === null) this.#child.kill('SIGTERM')
  }

  kill(): void {
    if (this.#child.exitCode === null) this.#child.kill('SIGKILL')
  }
}

function relay(name: string, from: Readable | null, to: NodeJS.WriteStream): void {
  if (from === null) return
  createInterface({ input: from }).on('line', line => to.write(`${relayedLine(name, line)}\n`))
}
