import { createRequire } from 'node:module'
import pino, { type DestinationStream, type Logger } from 'pino'
import type { PinoPretty } from 'pino-pretty'

export type { Logger } from 'pino'

export interface LoggerOptions {
  /** Where to; by default standard error, which is also what decides whether there is a terminal. */
  readonly stream?: NodeJS.WritableStream & { readonly isTTY?: boolean }
  /** Variables that decide the form and level; by default process.env. */
  readonly env?: { readonly [name: string]: string | undefined }
}

/**
 * The logger of an app: readable lines when standard error is a terminal or MILLRACE_LOG=pretty, one JSON object a line
 * otherwise (or with MILLRACE_LOG=json). MILLRACE_LOG_LEVEL sets the level, `info` by default. Writes at once: nothing is
 * lost when the process ends.
 */
export function createLogger(name: string, options: LoggerOptions = {}): Logger {
  const { stream = process.stderr, env = process.env } = options
  const form = env['MILLRACE_LOG'] ?? (stream.isTTY ? 'pretty' : 'json')
  const level = levelOf(env['MILLRACE_LOG_LEVEL'])
  const target: DestinationStream =
    stream === process.stderr ? pino.destination({ dest: 2, sync: true }) : { write: text => void stream.write(text) }
  const destination =
    form === 'pretty'
      ? loadPretty()({
          colorize: stream.isTTY === true && !env['NO_COLOR'],
          translateTime: 'SYS:HH:MM:ss',
          ignore: 'pid,hostname,name',
          sync: true,
          destination: stream === process.stderr ? 2 : stream,
        })
      : target
  return pino({ name, level, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: levelName } }, destination)
}

/** Loaded for a terminal only: it is 40 modules. */
const loadPretty = (): typeof PinoPretty => createRequire(import.meta.url)('pino-pretty')

const levelName = (label: string): { level: string } => ({ level: label })

const levelOf = (text: string | undefined): string =>
  text !== undefined && (text === 'silent' || text in pino.levels.values) ? text : 'info'
