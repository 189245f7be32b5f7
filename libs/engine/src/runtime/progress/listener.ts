import type { MillraceError } from '@millrace/errors'
import type { StreamingQueryProgress } from './progress.ts'

/** Spark's StreamingQueryListener events, and what happens while a server is away. */
export interface StreamingQueryListener {
  onQueryStarted?(event: {
    readonly id: string
    readonly runId: string
    readonly name: string | null
    readonly timestamp: string
  }): void
  onQueryProgress?(progress: StreamingQueryProgress): void
  onQueryIdle?(event: { readonly id: string; readonly runId: string; readonly timestamp: string }): void
  onQueryTerminated?(event: {
    readonly id: string
    readonly runId: string
    readonly exception: MillraceError | null
  }): void
  /** A retryable error; told once until `onQueryRecovered`. */
  onQueryInterrupted?(error: MillraceError): void
  onQueryRecovered?(): void
  /** Rows in the source that are not committed yet: told whenever the newest offsets were asked for, also while a sink is away. */
  onSourceLag?(rows: number): void
  /** Something that harms no batch, in one sentence. Where nobody takes it, it becomes a warning of the process. */
  onWarning?(message: string): void
}
