/** The transaction cannot go on, but a new attempt at all of it can succeed. Never leaves this library. */
export class AbortTransactionError extends Error {
  /** The protocol's error number. */
  readonly kafkaCode: number

  constructor(message: string, kafkaCode: number) {
    super(message)
    this.name = 'AbortTransactionError'
    this.kafkaCode = kafkaCode
  }
}
