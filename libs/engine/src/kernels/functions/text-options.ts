import type { HostValue, MapValue } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { constantValue } from '../../analyse/constant.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import { patternFormatter } from '../datetime-pattern/format.ts'
import { patternNtzParser, patternParser } from '../datetime-pattern/parse.ts'
import { timeZone } from '../time-zone.ts'
import { analysisError } from './spark-error.ts'

/** Options of a function of JSON or CSV, by their names in lower case. */
export type TextOptions = ReadonlyMap<string, string>

/** The options in a constant map of strings; MILLRACE_UNSUPPORTED for one that is not `known`. */
export function textOptions(e: TypedExpression | undefined, name: string, known: readonly string[]): TextOptions {
  const options = new Map<string, string>()
  if (e === undefined) return options
  if (!e.type.startsWith('map<')) {
    throw analysisError(
      'INVALID_OPTIONS.NON_MAP_FUNCTION',
      `The options of \`${name}\` must be given by the function \`map()\`.`,
    )
  }
  if (e.type !== 'map<string,string>') {
    throw analysisError(
      'INVALID_OPTIONS.NON_STRING_TYPE',
      `The keys and values of the options of \`${name}\` must be strings.`,
    )
  }
  const { keys, values } = constantValue(e, name, 'options') as MapValue
  keys.forEach((key, i) => {
    const option = String(key).toLowerCase()
    if (!known.includes(option)) {
      throw new MillraceError(
        'MILLRACE_UNSUPPORTED',
        `The option ${String(key)} of \`${name}\` is not supported; known are ${known.join(', ')}.`,
      )
    }
    options.set(option, String(values[i]))
  })
  return options
}

type Read = (text: string) => HostValue | undefined

/** The readers of dates and timestamps that options ask for. */
export function readersOf(options: TextOptions, zone: string): { readonly date?: Read; readonly timestamp?: Read } {
  const date = options.get('dateformat')
  const timestamp = options.get('timestampformat')
  const days = date === undefined ? undefined : patternNtzParser(date)
  return {
    date: days && (text => daysOf(days(text))),
    timestamp:
      timestamp === undefined ? undefined : patternParser(timestamp, timeZone(options.get('timezone') ?? zone)),
  }
}

const daysOf = (us: bigint | undefined): number | undefined =>
  us === undefined
    ? undefined
    : Number((us - (((us % 86_400_000_000n) + 86_400_000_000n) % 86_400_000_000n)) / 86_400_000_000n)

type Write = (value: HostValue) => string

/** How dates and timestamps are written: by options, else as Spark writes them into JSON and CSV. */
export function writersOf(
  options: TextOptions,
  zone: string,
): { readonly date?: Write; readonly timestamp: Write; readonly timestampNtz: Write } {
  const date = options.get('dateformat')
  const timestamp = options.get('timestampformat') ?? "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]"
  const utc = timeZone('UTC')
  const days = date === undefined ? undefined : patternFormatter(date, utc)
  const instants = patternFormatter(timestamp, timeZone(options.get('timezone') ?? zone))
  const clocks = patternFormatter(options.get('timestampntzformat') ?? "yyyy-MM-dd'T'HH:mm:ss[.SSS]", utc)
  return {
    date: days && (value => days(BigInt(value as number) * 86_400_000_000n)),
    timestamp: value => instants(value as bigint),
    timestampNtz: value => clocks(value as bigint),
  }
}
