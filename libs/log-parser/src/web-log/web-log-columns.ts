import type { Column } from '@millrace/columns'
import { Int16ColumnBuilder, Int64ColumnBuilder } from '../fixed-column-builders.ts'
import type { ColumnNeed } from '../line-parser.ts'
import { StringColumnBuilder } from '../string-column-builder.ts'
import type { WebLogColumn } from './schema.ts'

export type WebLogNeeds = Readonly<Partial<Record<WebLogColumn, ColumnNeed>>>

/** Builders of the columns asked for; null for the others. */
export class WebLogColumns {
  readonly host: StringColumnBuilder | null
  readonly ident: StringColumnBuilder | null
  readonly user: StringColumnBuilder | null
  readonly time: Int64ColumnBuilder | null
  readonly utcOffset: Int16ColumnBuilder | null
  readonly method: StringColumnBuilder | null
  readonly path: StringColumnBuilder | null
  readonly query: StringColumnBuilder | null
  readonly protocol: StringColumnBuilder | null
  readonly status: Int16ColumnBuilder | null
  readonly bytes: Int64ColumnBuilder | null
  readonly referrer: StringColumnBuilder | null
  readonly userAgent: StringColumnBuilder | null

  constructor(needs: WebLogNeeds) {
    const text = (need: ColumnNeed | undefined) => (need === undefined ? null : new StringColumnBuilder(need))
    this.host = text(needs.host)
    this.ident = text(needs.ident)
    this.user = text(needs.user)
    this.time = needs.time === undefined ? null : new Int64ColumnBuilder('timestamp', false)
    this.utcOffset = needs.utcOffset === undefined ? null : new Int16ColumnBuilder()
    this.method = text(needs.method)
    this.path = text(needs.path)
    this.query = text(needs.query)
    this.protocol = text(needs.protocol)
    this.status = needs.status === undefined ? null : new Int16ColumnBuilder()
    this.bytes = needs.bytes === undefined ? null : new Int64ColumnBuilder('int64', true)
    this.referrer = text(needs.referrer)
    this.userAgent = text(needs.userAgent)
  }

  /** The columns of text in the order of the log line. */
  get texts(): readonly (StringColumnBuilder | null)[] {
    const { host, ident, user, method, path, query, protocol, referrer, userAgent } = this
    return [host, ident, user, method, path, query, protocol, referrer, userAgent]
  }

  /** Bytes that the dictionaries hold. */
  get byteSize(): number {
    return this.texts.reduce((sum, builder) => sum + (builder?.byteSize ?? 0), 0)
  }

  /** Starts new dictionaries. */
  reset(): void {
    for (const builder of this.texts) builder?.reset()
  }

  /** Starts columns of at most `capacity` rows. */
  begin(capacity: number): void {
    for (const [, builder] of this.#wanted()) builder.begin(capacity)
  }

  finish(length: number): Record<string, Column> {
    return Object.fromEntries(this.#wanted().map(([name, builder]) => [name, builder.finish(length)]))
  }

  #wanted() {
    return Object.entries(this).filter(([, builder]) => builder !== null) as [WebLogColumn, Builder][]
  }
}

type Builder = StringColumnBuilder | Int16ColumnBuilder | Int64ColumnBuilder
