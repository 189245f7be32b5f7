/** A pattern that is no regular expression, or one that this engine does not run; `index` counts UTF-16 units. */
export class PatternError extends Error {
  readonly index: number
  /** True when Java would take the pattern. */
  readonly unsupported: boolean

  constructor(message: string, index: number, unsupported = false) {
    super(message)
    this.name = 'PatternError'
    this.index = index
    this.unsupported = unsupported
  }
}
