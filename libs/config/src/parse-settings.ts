import { MillraceError } from '@millrace/errors'
import type { Environment } from './caller-directory.ts'
import type { OptionSchema, OptionValues } from './option.ts'
import { optionValues } from './parse-options.ts'
import { suggestion } from './suggestion.ts'

/** Values by name, as `--set name=value` gives them. Of a name given twice the last counts, unless it is repeatable or a list. */
export type Settings = readonly (readonly [name: string, value: string])[]

/**
 * The values of a schema's options: settings by name beat environment variables, which beat defaults.
 *
 * @param label what messages call a setting
 * @throws MillraceError MILLRACE_USAGE: one sentence that names the setting, what was given and what was expected.
 */
export function parseSettings<S extends OptionSchema>(
  schema: S,
  settings: Settings,
  env: Environment = process.env,
  label = (name: string): string => `--set ${name}`,
): OptionValues<S> {
  const names = Object.keys(schema)
  return optionValues(
    schema,
    add => {
      for (const [name, value] of settings) {
        if (!names.includes(name))
          throw new MillraceError('MILLRACE_USAGE', `${label(name)}: there is no such setting; ${hint(name, names)}.`)
        add(name, value, label(name))
      }
    },
    env,
    label,
  )
}

function hint(name: string, names: readonly string[]): string {
  const near = suggestion(name, names)
  if (near !== undefined) return `did you mean ${near}`
  return names.length === 0 ? 'the pipeline declares none' : `expected one of ${names.join(', ')}`
}
