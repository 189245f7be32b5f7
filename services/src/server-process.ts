/** How to run one server. */
export interface ServerCommand {
  /** What messages call it, for instance `Kafka broker 1`. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd: string
  /** Standard output and error are appended to this file. */
  readonly logFile: string
}

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A running server. */
export interface ServerProcess {
  readonly pid: number
  /** Resolves, never rejects, when the process is gone. */
  readonly exited: Promise<ProcessExit>
  /** Set once the process is gone. */
  readonly exit: ProcessExit | undefined
  /** Sends a signal; does nothing when the process is gone. */
  signal(signal: NodeJS.Signals): void
}

/** Starts a server. */
export type Launch = (command: ServerCommand) => Promise<ServerProcess>

/** Asks every process to stop, at once, and kills those that still run after `graceMs`; resolves when all are gone. */
export async function stopProcesses(processes: readonly ServerProcess[], graceMs: number): Promise<void> {
  await Promise.all(
    processes.map(async server => {
      if (graceMs > 0) {
        server.signal('SIGTERM')
        let timer: NodeJS.Timeout | undefined
        const timeout = new Promise<void>(resolve => {
          timer = setTimeout(resolve, graceMs)
        })
        await Promise.race([server.exited, timeout])
        clearTimeout(timer)
      }
      server.signal('SIGKILL')
      await server.exited
    }),
  )
}

const DEADLY = new Set<NodeJS.Signals>(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGABRT'])

/** Sends a signal and, when it is one that ends a process, waits until the process is gone. */
export async function killProcess(server: ServerProcess, signal: NodeJS.Signals): Promise<void> {
  server.signal(signal)
  if (DEADLY.has(signal)) await server.exited
}
