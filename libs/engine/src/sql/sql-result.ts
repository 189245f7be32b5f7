/** The rows that a statement gives, as Spark prints them. */
export interface SqlResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** Null for NULL. */
  readonly rows: readonly (readonly (string | null)[])[]
}
