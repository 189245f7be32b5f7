import { type CommandHelp, defaultOf, groupsOf, placeholderOf, usageOf } from './help-text.ts'
import { environmentOf, type Option, type OptionSchema } from './option.ts'

/** A command's part of the reference, in Markdown: a heading, a table of options for each group, examples, notes. */
export function referencePage(command: CommandHelp, schema: OptionSchema): string {
  const lines = [`## ${command.name}`, '', plain(command.summary)]
  for (const [group, names] of groupsOf(schema)) {
    if (names.length === 0) continue
    lines.push('', `### ${group}`, '', '| Option | Default | Environment | Meaning |', '| --- | --- | --- | --- |')
    for (const name of names) lines.push(row(name, schema[name]))
  }
  if (command.examples?.length) lines.push('', '```sh', ...command.examples, '```')
  for (const note of command.notes ?? []) lines.push('', plain(note))
  return lines.join('\n') + '\n'
}

function row(name: string, option: Option): string {
  const aliases = (option.aliases ?? []).map(alias => `, ${code('--' + alias)}`).join('')
  const fallback = option.type === 'boolean' ? String(option.default ?? false) : defaultOf(option)
  const cells = [
    code(usageOf(name, option)) + aliases,
    option.required ? 'required' : fallback === undefined ? plain(option.defaultText ?? '') : code(fallback),
    environmentOf(option).map(code).join(', '),
    option.positional
      ? `${plain(option.help)}. Also as ${code(placeholderOf(option))} without the flag.`
      : plain(option.help) + '.',
  ]
  return `| ${cells.join(' | ')} |`
}

/** Text in which what looks like a tag is none. */
const plain = (text: string): string => text.replaceAll('<', '\\<')

/** Code in a table cell: a bare pipe would end the cell. */
const code = (text: string): string => '`' + text.replaceAll('|', '\\|') + '`'
