import { type OptionSchema, type OptionValues, parseSettings, parseSize } from '@millrace/config'
import { MillraceError } from '@millrace/errors'
import type { StatementOptions } from './pipeline-statement.ts'

/** Reads options and refuses those that nobody asked for. */
export class TakenOptions {
  readonly #about: string
  readonly #options: StatementOptions
  readonly #known = new Set<string>()

  /** @param about the statement, for messages */
  constructor(about: string, options: StatementOptions) {
    this.#about = about
    this.#options = options
  }

  optional(name: string): string | undefined {
    this.#known.add(name)
    return this.#options.get(name.toLowerCase())
  }

  required(name: string): string {
    const value = this.optional(name)
    if (value !== undefined) return value
    throw new MillraceError('MILLRACE_ANALYSIS', `${this.#about} needs the option ${name}.`)
  }

  /** The options of a schema, which may also be given by the environment. */
  schema<S extends OptionSchema>(schema: S): OptionValues<S> {
    const given = Object.keys(schema).flatMap((name): [string, string][] => {
      const value = this.optional(name)
      return value === undefined ? [] : [[name, value]]
    })
    return parseSettings(schema, given, process.env, name => `${this.#about}: ${name}`)
  }

  choice<C extends string>(name: string, choices: readonly C[], fallback: C): C {
    const value = this.optional(name) ?? fallback
    const found = choices.find(choice => choice === value.toLowerCase())
    if (found !== undefined) return found
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `${this.#about}: ${name} is ${value}; expected one of ${choices.join(', ')}.`,
    )
  }

  integer(name: string): number | undefined {
    const value = this.optional(name)
    if (value === undefined || /^\d{1,15}$/.test(value)) return value === undefined ? undefined : Number(value)
    throw new MillraceError('MILLRACE_ANALYSIS', `${this.#about}: ${name} is ${value}; expected a whole number.`)
  }

  size(name: string): number | undefined {
    const value = this.optional(name)
    const size = value === undefined ? undefined : parseSize(value)
    if (value === undefined || size !== undefined) return size
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `${this.#about}: ${name} is ${value}; expected a size such as 512MB or 1GiB.`,
    )
  }

  /** After all options were asked for. */
  done(): void {
    const known = new Set([...this.#known].map(name => name.toLowerCase()))
    const unknown = [...this.#options.keys()].find(name => !known.has(name))
    if (unknown === undefined) return
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `${this.#about} has no option ${unknown}; expected ${[...this.#known].join(', ')}.`,
    )
  }
}
