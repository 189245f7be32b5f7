import type { StreamingQueryListener } from '../progress/listener.ts'

/** What the loop tells the query's handle: the listener's events, and what the status is made of. */
export interface ExecutionMonitor extends StreamingQueryListener {
  /** A trigger begins, or is tried again. */
  onTriggerStarted?(message: string): void
  /** There is data, and its batch begins. */
  onBatchStarted?(): void
}
