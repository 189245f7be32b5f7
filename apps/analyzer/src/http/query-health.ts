/** What the probes need to know of the query. */
export class QueryHealth {
  #problem: string | undefined = 'The query has not started yet.'
  #lastSuccess = Date.now()

  /** A batch was committed, or a trigger found nothing new. */
  succeeded(): void {
    this.#problem = undefined
    this.#lastSuccess = Date.now()
  }

  /** Something that the query needs is away. */
  interrupted(problem: string): void {
    this.#problem = problem
  }

  /** It is back; the batch may still be under way. */
  recovered(): void {
    this.#problem = undefined
  }

  /** Why the analyzer is not ready; undefined when it is. */
  get problem(): string | undefined {
    return this.#problem
  }

  /** Since the last commit, or the last trigger that found nothing new. */
  get secondsSinceSuccess(): number {
    return (Date.now() - this.#lastSuccess) / 1000
  }
}
