import { ERRORS, MillraceError } from '@millrace/errors'

/** An app: arguments in, exit code out (nothing means 0). */
export type Main = (args: string[]) => Promise<number | undefined> | Promise<void> | number | undefined

export interface RunMainOptions {
  /** What the messages start with; by default `millrace`. */
  readonly name?: string
  /** By default the process's own. */
  readonly args?: string[]
}

/**
 * Runs an app and ends the process. A MillraceError is one line `name: sentence` on stderr with its own exit code (2 for
 * usage, 1 for failure); anything else thrown is one line with the hint to set MILLRACE_DEBUG=1, which shows the stack,
 * exit 1. When whoever reads stdout goes away (`| head`), the process ends quietly with 0.
 */
export async function runMain(main: Main, options: RunMainOptions = {}): Promise<never> {
  const name = options.name ?? 'millrace'
  const end = (error: unknown): never => {
    process.stderr.write(errorLine(name, error))
    process.exit(exitCodeOf(error))
  }
  process.stdout.on('error', error => (isBrokenPipe(error) ? process.exit(0) : end(error)))
  // With stderr gone there is nobody left to tell.
  process.stderr.on('error', () => {})
  process.on('uncaughtException', end)
  process.on('unhandledRejection', end)
  try {
    const code = (await main(options.args ?? process.argv.slice(2))) ?? 0
    await written(process.stdout)
    process.exit(code)
  } catch (error) {
    // What the app saw of a failed write to stdout comes before the stream's own event, which decides.
    if (isBrokenPipe(error)) await new Promise(resolve => setImmediate(resolve))
    return end(error)
  }
}

/** The exit code for something thrown. */
export const exitCodeOf = (error: unknown): 1 | 2 => (error instanceof MillraceError ? ERRORS[error.code].exitCode : 1)

/** What stderr shows for something thrown: one line, and with MILLRACE_DEBUG=1 the stack and its causes. */
export function errorLine(name: string, error: unknown, debug = process.env['MILLRACE_DEBUG']): string {
  const known = error instanceof MillraceError && error.code !== 'MILLRACE_INTERNAL'
  const text = (error instanceof Error ? error.message || error.name : String(error)).replace(/\s*[\r\n]+\s*/g, ' ')
  if (debug && debug !== '0') return `${name}: ${text}\n${stackOf(error)}`
  return known ? `${name}: ${text}\n` : `${name}: unexpected error: ${text} (MILLRACE_DEBUG=1 shows where)\n`
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const code = error instanceof MillraceError ? `${error.code} ` : ''
  const cause = error.cause === undefined ? '' : `caused by: ${stackOf(error.cause) || String(error.cause) + '\n'}`
  return `${code}${error.stack ?? ''}\n${cause}`
}

const isBrokenPipe = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EPIPE'

/** Everything written so far has reached the system. */
const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise(resolve => (stream.writableLength === 0 ? resolve() : stream.write('', () => resolve())))
