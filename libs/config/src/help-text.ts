import { environmentOf, flagOf, type Option, type OptionSchema } from './option.ts'

/** What the help says about a command besides its options. */
export interface CommandHelp {
  /** As typed, for example `millrace report`. */
  readonly name: string
  /** One sentence. */
  readonly summary: string
  /** Example command lines. */
  readonly examples?: readonly string[]
  /** Paragraphs at the end. */
  readonly notes?: readonly string[]
}

const WIDTH = 80
const COLUMN = 30

/** The text of `--help`: at most 80 columns where words allow, options by group, defaults and environment variables shown. */
export function helpText(command: CommandHelp, schema: OptionSchema): string {
  const lines = [`Usage: ${command.name} [options]${positionalUsage(schema)}`, '', ...wrap(command.summary, WIDTH)]
  for (const [group, names] of groupsOf(schema)) {
    lines.push('', `${group}:`)
    for (const name of names) lines.push(...optionLines(usageOf(name, schema[name]), helpOf(schema[name])))
    if (group === DEFAULT_GROUP) lines.push(...optionLines('--help', 'Show this help'))
  }
  if (command.examples?.length) lines.push('', 'Examples:', ...command.examples.map(example => '  ' + example))
  for (const note of command.notes ?? []) lines.push('', ...wrap(note, WIDTH))
  return lines.join('\n') + '\n'
}

const DEFAULT_GROUP = 'Options'

/** Names of the options by heading, headings in order of appearance and `Options` always last. */
export function groupsOf(schema: OptionSchema): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const [name, option] of Object.entries(schema)) {
    const group = option.group ?? DEFAULT_GROUP
    groups.set(group, [...(groups.get(group) ?? []), name])
  }
  const rest = groups.get(DEFAULT_GROUP) ?? []
  groups.delete(DEFAULT_GROUP)
  return groups.set(DEFAULT_GROUP, rest)
}

/** The flag with its value, for example `--kafka <host:port,...>` or `--[no-]progress`. */
export function usageOf(name: string, option: Option): string {
  const flag = flagOf(name)
  if (option.type === 'boolean') return option.default === true ? '--[no-]' + flag.slice(2) : flag
  return `${flag} <${placeholderOf(option)}${option.type === 'list' ? ',...' : ''}>`
}

/** What stands for an option's value. */
export function placeholderOf(option: Option): string {
  if (option.placeholder !== undefined) return option.placeholder
  switch (option.type) {
    case 'choice':
      return option.choices.join('|')
    case 'integer':
    case 'number':
      return 'n'
    case 'string':
      return 'text'
    case 'list':
      return 'word'
    case 'location':
      return 'path|url'
    default:
      return option.type
  }
}

/** The default as a person would write it; undefined where there is none worth saying. */
export function defaultOf(option: Option): string | undefined {
  if (option.default === undefined || option.type === 'boolean') return undefined
  return option.type === 'list' ? option.default.join(',') : String(option.default)
}

function helpOf(option: Option): string {
  const facts: string[] = []
  const fallback = defaultOf(option) ?? option.defaultText
  if (option.required) facts.push('required')
  if ('repeatable' in option && option.repeatable) facts.push('repeatable')
  if (fallback !== undefined) facts.push('default ' + fallback)
  const variables = environmentOf(option)
  if (variables.length > 0) facts.push('env ' + variables.join(', '))
  if (option.aliases?.length) facts.push('also ' + option.aliases.map(alias => '--' + alias).join(', '))
  return facts.length === 0 ? option.help : `${option.help} (${facts.join('; ')})`
}

function positionalUsage(schema: OptionSchema): string {
  const found = Object.entries(schema).find(([, option]) => option.positional)
  if (found === undefined) return ''
  const [name, option] = found
  const many = 'repeatable' in option && option.repeatable ? '...' : ''
  return option.required ? ` <${option.placeholder ?? name}>${many}` : ` [${option.placeholder ?? name}${many}]`
}

function optionLines(left: string, help: string): string[] {
  const text = wrap(help, WIDTH - COLUMN)
  const first = '  ' + left
  const indented = text.map(line => ' '.repeat(COLUMN) + line)
  if (first.length > COLUMN - 2) return [first, ...indented]
  return [first.padEnd(COLUMN) + text[0], ...indented.slice(1)]
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
