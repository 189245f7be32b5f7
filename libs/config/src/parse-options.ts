import { MillraceError } from '@millrace/errors'
import { callerDirectory, type Environment } from './caller-directory.ts'
import { accumulates, environmentOf, flagOf, type Option, type OptionSchema, type OptionValues } from './option.ts'
import { expectation, parseValue, type Value } from './parse-value.ts'
import { suggestion } from './suggestion.ts'

/** True when the arguments ask for help, so that nothing else about them matters. */
export function wantsHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  const flags = end < 0 ? argv : argv.slice(0, end)
  return flags.includes('--help') || flags.includes('-h')
}

/** True when a flag such as `--journal` is among the arguments, whose value would otherwise come from elsewhere. */
export function flagGiven(argv: readonly string[], flag: string): boolean {
  const end = argv.indexOf('--')
  const flags = end < 0 ? argv : argv.slice(0, end)
  return flags.some(argument => argument === flag || argument.startsWith(`${flag}=`))
}

/**
 * The values of a schema's options: flags (`--name value`, `--name=value`, `--name`, `--no-name`) beat environment variables,
 * which beat defaults. Of a flag given twice the last counts, unless it is repeatable or a list. An empty environment variable
 * counts as unset. Everything after `--` is positional.
 *
 * @throws MillraceError MILLRACE_USAGE: one sentence that names the option, what was given and what was expected.
 */
export function parseOptions<S extends OptionSchema>(
  schema: S,
  argv: readonly string[],
  env: Environment = process.env,
): OptionValues<S> {
  return optionValues(schema, add => readArguments(schema, argv, add), env)
}

/** Takes the text of one occurrence of an option, and what to call it in messages. */
export type Add = (name: string, text: string, label: string) => void

/** The values that `read` gives, and those of environment and defaults. `labelOf` names an option in messages. */
export function optionValues<S extends OptionSchema>(
  schema: S,
  read: (add: Add) => void,
  env: Environment,
  labelOf: (name: string) => string = flagOf,
): OptionValues<S> {
  const directory = callerDirectory(env)
  const values = new Map<string, Value | Value[]>()
  const add = (name: string, text: string, label: string): void => {
    const option = schema[name]
    const value = parseValue(option, text, { label, directory })
    const before = values.get(name)
    if (!accumulates(option)) values.set(name, value)
    else
      values.set(name, [
        ...(Array.isArray(before) ? before : []),
        ...(option.type === 'list' ? asList(value) : [value]),
      ])
  }
  read(add)
  for (const [name, option] of Object.entries(schema)) {
    if (values.has(name)) continue
    const variable = environmentOf(option).find(v => env[v])
    if (variable !== undefined) add(name, env[variable] as string, `${variable} (environment)`)
    else if (option.default !== undefined) addDefault(name, option, add, values)
    else if (option.type === 'boolean') values.set(name, false)
    else if (option.required) throw missing(labelOf(name), name, option)
    else if (option.type !== 'list' && accumulates(option)) values.set(name, [])
  }
  const result = Object.fromEntries(Object.keys(schema).map(name => [name, values.get(name)]))
  return result as OptionValues<S>
}

function readArguments(schema: OptionSchema, argv: readonly string[], add: Add): void {
  const flags = flagTable(schema)
  const positional = Object.keys(schema).find(name => schema[name].positional)
  let taken = false
  const takePositional = (text: string): void => {
    if (positional === undefined || (taken && !accumulates(schema[positional]))) {
      throw usage(
        `Unexpected argument ${JSON.stringify(text)}; ${positional ? 'only one is' : 'none is'} expected here.`,
      )
    }
    taken = true
    add(positional, text, schema[positional].placeholder ?? positional)
  }
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i]
    if (argument === '--') {
      for (const text of argv.slice(i + 1)) takePositional(text)
      return
    }
    if (!argument.startsWith('-') || argument === '-') {
      takePositional(argument)
      continue
    }
    const equals = argument.indexOf('=')
    const flag = equals < 0 ? argument : argument.slice(0, equals)
    const found = flags.get(flag)
    if (found === undefined) throw usage(unknownOption(flag, [...flags.keys()]))
    const option = schema[found.name]
    if (found.negated) {
      if (equals >= 0)
        throw usage(`${flag} takes no value, but ${JSON.stringify(argument.slice(equals + 1))} was given.`)
      add(found.name, 'false', flag)
    } else if (equals >= 0) add(found.name, argument.slice(equals + 1), flag)
    else if (option.type === 'boolean') add(found.name, 'true', flag)
    else if (i + 1 >= argv.length || isFlag(argv[i + 1])) {
      throw usage(`${flag} needs a value; expected ${expectation(option)}.`)
    } else add(found.name, argv[++i], flag)
  }
}

/** `-` and negative numbers are values; anything else that starts with a dash needs the `--name=value` form. */
const isFlag = (argument: string): boolean => /^-[^\d.]/.test(argument)

const asList = (value: Value): Value[] => (Array.isArray(value) ? value : [value])

function flagTable(schema: OptionSchema): Map<string, { name: string; negated: boolean }> {
  const flags = new Map<string, { name: string; negated: boolean }>()
  for (const [name, option] of Object.entries(schema)) {
    for (const flag of [flagOf(name), ...(option.aliases ?? []).map(alias => '--' + alias)]) {
      flags.set(flag, { name, negated: false })
      if (option.type === 'boolean') flags.set('--no-' + flag.slice(2), { name, negated: true })
    }
  }
  return flags
}

function addDefault(name: string, option: Option, add: Add, values: Map<string, Value | Value[]>): void {
  if (option.type === 'list') values.set(name, [...(option.default as readonly string[])])
  else add(name, String(option.default), `Default of ${flagOf(name)}`)
}

function unknownOption(flag: string, flags: readonly string[]): string {
  const near = suggestion(flag, flags)
  const hint = near === undefined ? '--help lists the options.' : `did you mean ${near}?`
  return `Unknown option ${flag}; ${hint}`
}

function missing(label: string, name: string, option: Option): MillraceError {
  const [variable] = environmentOf(option)
  const or = variable === undefined ? '' : ` (or ${variable} in the environment)`
  if (option.positional) {
    const several = accumulates(option) ? ' (or several)' : ''
    return usage(`No ${option.placeholder ?? name}${or} was given; expected ${expectation(option)}${several}.`)
  }
  return usage(`${label}${or} is missing; expected ${expectation(option)}.`)
}

const usage = (message: string): MillraceError => new MillraceError('MILLRACE_USAGE', message)
