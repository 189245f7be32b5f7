import { fstatSync, writeFileSync } from 'node:fs'
import { ERRORS, MillraceError, printable } from '@millrace/errors'

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
 * exit 1. Output that stdout did not take (a full disk) is MILLRACE_DISK_FULL or MILLRACE_FILE_SYSTEM; only when whoever reads
 * it goes away (`| head`) does the process end quietly with 0.
 */
export async function runMain(main: Main, options: RunMainOptions = {}): Promise<never> {
  const name = options.name ?? 'millrace'
  const end = (error: unknown): never => {
    process.stderr.write(errorLine(name, error))
    process.exit(exitCodeOf(error))
  }
  const endUnwritten = (error: Error): never => (isBrokenPipe(error) ? process.exit(0) : end(stdoutError(error)))
  process.stdout.on('error', endUnwritten)
  writeWholeChunks(process.stdout)
  // With stderr gone there is nobody left to tell.
  process.stderr.on('error', () => {})
  process.on('uncaughtException', end)
  process.on('unhandledRejection', end)
  try {
    const code = (await main(options.args ?? process.argv.slice(2))) ?? 0
    const unwritten = await writeError(process.stdout)
    return unwritten === null ? process.exit(code) : endUnwritten(unwritten)
  } catch (error) {
    // What the app saw of a failed write to stdout comes before the stream's own event, which decides.
    if (isBrokenPipe(error)) await new Promise(resolve => setImmediate(resolve))
    return process.stdout.errored === error ? endUnwritten(error as Error) : end(error)
  }
}

/** The exit code for something thrown. */
export const exitCodeOf = (error: unknown): 1 | 2 => (error instanceof MillraceError ? ERRORS[error.code].exitCode : 1)

/** What stderr shows for something thrown: one line, and with MILLRACE_DEBUG=1 the stack and its causes. */
export function errorLine(name: string, error: unknown, debug = process.env['MILLRACE_DEBUG']): string {
  const known = error instanceof MillraceError && error.code !== 'MILLRACE_INTERNAL'
  const message = error instanceof Error ? error.message || error.name : String(error)
  // A message may quote data: names of files, texts of a log, what a server said.
  const text = printable(message.replace(/\s*[\r\n]+\s*/g, ' '))
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

/**
 * Node's stream for a regular file writes a chunk with one call and takes a short write, the last one before the disk is full,
 * for a whole one.
 */
function writeWholeChunks(stream: NodeJS.WriteStream & { fd: number }): void {
  if (!fstatSync(stream.fd).isFile()) return
  stream._write = (chunk: Uint8Array, _encoding, done) => {
    try {
      writeFileSync(stream.fd, chunk)
    } catch (error) {
      return done(error as Error)
    }
    done()
  }
}

/** Waits until the system took everything written so far; what kept it from that, or null. */
async function writeError(stream: NodeJS.WriteStream): Promise<Error | null> {
  // A file's writes are synchronous: the error is there already, its event still to come.
  if (stream.writableLength === 0 || stream.errored !== null) return stream.errored
  return new Promise(resolve => stream.write('', error => resolve(stream.errored ?? error ?? null)))
}

function stdoutError(cause: Error): MillraceError {
  const code = 'code' in cause ? cause.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new MillraceError('MILLRACE_DISK_FULL', 'There is no space left to write standard output.', { cause })
  const sentence =
    code === 'EBADF' ? 'Standard output is closed.' : `Standard output cannot be written (${cause.message}).`
  return new MillraceError('MILLRACE_FILE_SYSTEM', sentence, { cause })
}
