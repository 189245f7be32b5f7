import { MillraceError } from '@millrace/errors'
import { flagOf, type Option, type OptionSchema } from './option.ts'
import { parseValue } from './parse-value.ts'

/** Flags that `nx run` keeps for itself even after `--`, and `help`, which every command has. */
const RESERVED_OPTIONS = [
  'command',
  'commands',
  'parallel',
  'readyWhen',
  'args',
  'envFile',
  'color',
  'cwd',
  'env',
  'forwardAllArgs',
  'tty',
  'verbose',
  'help',
] as const

type Reserved = (typeof RESERVED_OPTIONS)[number]

/**
 * Declares the options of a component once, for parsing, environment, help and reference page.
 *
 * @example
 * const options = defineOptions({
 *   kafka: { type: 'list', env: 'KAFKA_BROKERS', placeholder: 'host:port', help: 'Kafka brokers' },
 *   trigger: { type: 'duration', default: '10s', help: 'Time between batches' },
 * })
 * @throws MillraceError MILLRACE_INTERNAL for a schema that cannot work: reserved or repeated flags, a bad default.
 */
export function defineOptions<const S extends OptionSchema>(
  schema: S & { readonly [K in keyof S]: K extends Reserved ? never : S[K] },
): S {
  const flags = new Set(RESERVED_OPTIONS.map(flagOf))
  let positional: string | undefined
  for (const [name, option] of Object.entries<Option>(schema)) {
    for (const flag of [flagOf(name), ...(option.aliases ?? []).map(a => '--' + a)]) {
      if (flags.has(flag)) throw defect(`Option ${flag} is reserved or declared twice.`)
      if (!/^--[a-z][a-z0-9-]*$/.test(flag)) throw defect(`Option ${flag} is not in kebab-case.`)
      flags.add(flag)
    }
    if (option.positional) {
      if (positional !== undefined) throw defect(`Options ${positional} and ${name} are both positional.`)
      positional = name
    }
    checkDefault(name, option)
  }
  return schema
}

function checkDefault(name: string, option: Option): void {
  if (option.default === undefined) return
  if (option.type === 'boolean' || option.type === 'list') return
  parseValue(option, String(option.default), { label: `Default of ${flagOf(name)}`, directory: '/' })
}

const defect = (message: string): MillraceError => new MillraceError('MILLRACE_INTERNAL', message)
