import { callerDirectory, resolvePath } from '@millrace/config'
import { MillraceError } from '@millrace/errors'

export interface TableArgument {
  readonly name: string
  /** A path or a URL, as openTableLocation takes them. */
  readonly location: string
}

/** The name of the table that is given without one. */
const DEFAULT_NAME = 'logs'

/** `--table` as it was given, several times perhaps: `path`, `name=path`, `name=url`. */
export function tableArguments(given: readonly string[]): TableArgument[] {
  const tables: TableArgument[] = []
  for (const text of given) {
    // A path may hold `=`: that of a partition begins with a name too, but a table is no partition.
    const [, name = DEFAULT_NAME, location = ''] = /^(?:([A-Za-z_]\w*)=)?(.*)$/s.exec(text) ?? []
    if (location === '')
      throw new MillraceError('MILLRACE_USAGE', `--table ${text} is not understood; expected a path, or name=path.`)
    const twice = tables.some(table => table.name.toLowerCase() === name.toLowerCase())
    if (twice) {
      const hint = 'expected --table name=path for all but one'
      throw new MillraceError('MILLRACE_USAGE', `Two tables are called ${name}; ${hint}.`)
    }
    const isUrl = /^[a-z][a-z0-9+.-]*:/i.test(location)
    tables.push({ name, location: isUrl ? location : resolvePath(location, callerDirectory()) })
  }
  return tables
}
