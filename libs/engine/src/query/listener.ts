import type { MillraceError } from '@millrace/errors'
import type { StreamingQueryProgress } from '../progress/progress.ts'

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
}
