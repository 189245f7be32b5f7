/** Says once that a topic is waited for, and once that it has appeared. */
export class TopicPresence {
  readonly #where: string
  readonly #say: (message: string) => void
  readonly #waiting = new Set<string>()

  /** `where` names the cluster; `say` takes one sentence. */
  constructor(where: string, say: (message: string) => void) {
    this.#where = where
    this.#say = say
  }

  /** Compares the topics that a query reads with those that exist. */
  notice(wanted: readonly string[], existing: { has(topic: string): boolean }): void {
    for (const topic of wanted) {
      if (!existing.has(topic) && !this.#waiting.has(topic)) {
        this.#waiting.add(topic)
        this.#say(`Waiting for the Kafka topic ${topic}, which does not exist at ${this.#where}.`)
      } else if (existing.has(topic) && this.#waiting.delete(topic)) {
        this.#say(`The Kafka topic ${topic} has appeared at ${this.#where}.`)
      }
    }
  }
}
