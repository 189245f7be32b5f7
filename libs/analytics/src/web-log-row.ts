/** A parsed request, as the presets of @millrace/log-parser give it. */
export interface WebLogRow {
  readonly host: string | null
  readonly ident: string | null
  readonly user: string | null
  readonly time: Date
  readonly utcOffset: number
  readonly method: string | null
  readonly path: string | null
  readonly query: string | null
  readonly protocol: string | null
  readonly status: number
  readonly bytes: bigint | null
  readonly referrer: string | null
  readonly userAgent: string | null
}
