/** What the probes need to know of the query. */
export class QueryHealth {
  #started = false
  #interruption: string | undefined
  #lastSuccess = Date.now()

  /** The query has started, a batch was committed, or a trigger found nothing new: which says nothing of an idle table. */
  succeeded(): void {
    this.#started = true
    this.#lastSuccess = Date.now()
  }

  /** Something that the query needs is away. */
  interrupted(problem: string): void {
    this.#interruption = problem
  }

  /** It is back; the batch may still be under way. */
  recovered(): void {
    this.#interruption = undefined
  }

  /** Why the analyzer is not ready; undefined when it is. */
  get problem(): string | undefined {
    return this.#started ? this.#interruption : 'The query has not started yet.'
  }

  /** Since the last commit, or the last trigger that found nothing new. */
  get secondsSinceSuccess(): number {
    return (Date.now() - this.#lastSuccess) / 1000
  }
}
