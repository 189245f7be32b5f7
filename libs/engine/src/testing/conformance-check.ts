/** One thing that every implementation of a contract must do. */
export interface ConformanceCheck {
  readonly name: string
  /** Rejects with an AssertionError where it does not. */
  run(): Promise<void>
}
