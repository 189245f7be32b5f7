/** What the probes need to know of the query. */
export class QueryHealth {
  #problem: string | undefined = 'The query has not started yet.'
  #lastSuccess = Date.now()

  /** A batch was committed, or a trigger found nothing new. */
  succeeded(): void {
    this.#problem = undefined
    this.#lastSuccess = Date.now()
  }

  interrupted(problem: string): void {
    this.#problem = problem
  }

  /** Why the analyzer is not ready; undefined when it is. */
  notReady(): string | undefined {
    return this.#problem
  }

  secondsSinceSuccess(): number {
    return (Date.now() - this.#lastSuccess) / 1000
  }
}
