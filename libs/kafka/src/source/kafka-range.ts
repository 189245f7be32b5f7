/** What one task reads: the offsets [start, end) of one partition. */
export type KafkaRange = {
  readonly topic: string
  /** The topic's id when the batch was planned: another topic of the same name is not read in its place. */
  readonly topicId: string
  readonly partition: number
  readonly start: number
  readonly end: number
}
