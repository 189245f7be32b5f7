import { helpText, parseOptions, suggestion, wantsHelp } from '@millrace/config'
import { MillraceError } from '@millrace/errors'
import { WebTraffic } from '@millrace/traffic'
import { webHelp, webOptions } from './generate-options.ts'
import { writeChunks, writeFile } from './write-chunks.ts'

const GENERATORS = ['web'] as const

/** `millrace generate <generator> [options]`: deterministic log lines to standard output or a file. */
export async function generateCommand(args: string[]): Promise<number> {
  const [generator, ...rest] = args
  if (generator === undefined || generator === '--help' || generator === '-h') {
    process.stdout.write(HELP)
    return generator === undefined ? 2 : 0
  }
  if (generator !== 'web') throw unknownGenerator(generator)
  if (wantsHelp(rest)) {
    process.stdout.write(helpText(webHelp, webOptions))
    return 0
  }
  const { out, start, ...options } = parseOptions(webOptions, rest)
  const traffic = new WebTraffic({ ...options, start: startOf(start) })
  if (out === '-') await writeChunks(traffic.chunks(), process.stdout)
  else await writeFile(traffic.chunks(), out)
  return 0
}

const HELP = `Usage: millrace generate <generator> [options]

Generators:
  web         traffic of a web server, in the common or combined log format

millrace generate web --help tells its options.
`

function unknownGenerator(name: string): MillraceError {
  const near = suggestion(name, GENERATORS)
  const hint = near === undefined ? `expected ${GENERATORS.join(' or ')}` : `did you mean ${near}?`
  return new MillraceError(
    'MILLRACE_USAGE',
    `There is no generator ${JSON.stringify(name)}; ${hint}.`.replace('?.', '?'),
  )
}

/** Seconds since 1970 of a day's UTC midnight. */
function startOf(day: string): number {
  const milliseconds = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  // 31 February would otherwise be a day of March.
  if (!Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(day)) return milliseconds / 1000
  throw new MillraceError('MILLRACE_USAGE', `--start: ${JSON.stringify(day)} is not a date such as 2015-05-17.`)
}
