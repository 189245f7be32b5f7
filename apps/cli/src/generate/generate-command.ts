import { helpText, parseOptions, suggestion, wantsHelp } from '@millrace/config'
import { MillraceError } from '@millrace/errors'
import { CsvTraffic, WebTraffic } from '@millrace/traffic'
import { csvHelp, csvOptions, webHelp, webOptions } from './generate-options.ts'
import { writeChunks, writeFile } from './write-chunks.ts'

const GENERATORS = {
  web: {
    help: helpText(webHelp, webOptions),
    /** Where to write, and what. */
    make(args: string[]) {
      const { out, start, ...options } = parseOptions(webOptions, args)
      return { out, chunks: new WebTraffic({ ...options, start: startOf(start) }).chunks() }
    },
  },
  csv: {
    help: helpText(csvHelp, csvOptions),
    make(args: string[]) {
      const { out, start, ...options } = parseOptions(csvOptions, args)
      return { out, chunks: new CsvTraffic({ ...options, start: startOf(start) }).chunks() }
    },
  },
}

const NAMES = Object.keys(GENERATORS)

/** `millrace generate <generator> [options]`: deterministic log lines to standard output or a file. */
export async function generateCommand(args: string[]): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h') {
    ;(name === undefined ? process.stderr : process.stdout).write(HELP)
    return name === undefined ? 2 : 0
  }
  if (!isGenerator(name)) throw unknownGenerator(name)
  const generator = GENERATORS[name]
  if (wantsHelp(rest)) {
    process.stdout.write(generator.help)
    return 0
  }
  const { out, chunks } = generator.make(rest)
  if (out === '-') await writeChunks(chunks, process.stdout)
  else await writeFile(chunks, out)
  return 0
}

const HELP = `Usage: millrace generate <generator> [options]

Generators:
  web         traffic of a web server, in the common or combined log format
  csv         requests to a web server as comma-separated values

millrace generate <generator> --help tells its options.
`

const isGenerator = (name: string): name is keyof typeof GENERATORS => NAMES.includes(name)

function unknownGenerator(name: string): MillraceError {
  const near = suggestion(name, NAMES)
  const hint = near === undefined ? `expected ${NAMES.join(' or ')}.` : `did you mean ${near}?`
  return new MillraceError('MILLRACE_USAGE', `There is no generator ${JSON.stringify(name)}; ${hint}`)
}

/** Seconds since 1970 of a day's UTC midnight. */
function startOf(day: string): number {
  const milliseconds = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  // 31 February would otherwise be a day of March.
  if (!Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(day)) return milliseconds / 1000
  throw new MillraceError('MILLRACE_USAGE', `--start: ${JSON.stringify(day)} is not a date such as 2015-05-17.`)
}
