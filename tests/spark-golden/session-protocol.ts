import type { Answer } from './compare.ts'

/** What is asked of the SQL of a session. */
export interface SqlSessionLike {
  /** Values come as Spark's HiveResult prints them. Throws where it cannot answer. */
  execute(sql: string): Promise<Answer>
  [Symbol.asyncDispose]?(): Promise<void>
}

/** A module whose class `SqlSession` answers, and the options it is made with. */
export interface SessionModule {
  readonly specifier: string
  readonly options?: unknown
}

export const MILLRACE_SQL: SessionModule = { specifier: '@millrace/engine/sql' }

/** To the worker: a new session, or a statement for the one there is. */
export type Request = { readonly kind: 'open' } | { readonly kind: 'execute'; readonly sql: string }

/** An error as a session reports it. */
export interface SessionError {
  /** Like `MILLRACE_ANALYSIS`, or the name of a JavaScript error, which is a defect of the session. */
  readonly code: string
  readonly message: string
}

/** From the worker, one for each request; `ready` comes first, once. */
export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'error'; readonly error: SessionError; readonly fatal?: boolean }
