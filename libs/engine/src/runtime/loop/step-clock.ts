/** Milliseconds spent in the named steps of a batch. */
export class StepClock {
  readonly #durations: Record<string, number> = {}
  readonly startedAt = Date.now()
  readonly #start = performance.now()

  async time<T>(step: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now()
    try {
      return await work()
    } finally {
      this.#durations[step] = (this.#durations[step] ?? 0) + performance.now() - start
    }
  }

  /** Whole milliseconds by step, with the time since the clock was made as `triggerExecution`. */
  durations(): Record<string, number> {
    const whole: Record<string, number> = {}
    for (const [step, ms] of Object.entries(this.#durations)) whole[step] = Math.round(ms)
    whole.triggerExecution = Math.round(performance.now() - this.#start)
    return whole
  }
}
