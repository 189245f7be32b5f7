/** A subcommand of `millrace`. */
export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** Loads the command's code only when it is called. */
  readonly load: () => Promise<(args: string[]) => Promise<number>>
}
