import type { Schema } from '@millrace/columns'

/**
 * Columns of the NCSA formats, the same for every preset: tables of common and of combined lines fit together, and
 * referrer and userAgent are null in lines of the common form. `time` is UTC; `utcOffset` is the log's own zone in minutes east
 * of UTC, so that time + utcOffset is the log's local time.
 *
 * A field that is a single `-` is null, an empty quoted field an empty string; a request of `-` has a null path. `query` is null
 * without a `?` and empty when nothing follows it. `bytes` is Apache's %b, exact over the whole int64 range. Strings are the
 * bytes of the log, escapes as written; a byte that is not UTF-8 is written as the four characters `\xhh`.
 */
export const webLogSchema = [
  { name: 'host', type: 'string', nullable: true },
  { name: 'ident', type: 'string', nullable: true },
  { name: 'user', type: 'string', nullable: true },
  { name: 'time', type: 'timestamp', nullable: false },
  { name: 'utcOffset', type: 'int16', nullable: false },
  { name: 'method', type: 'string', nullable: true },
  { name: 'path', type: 'string', nullable: true },
  { name: 'query', type: 'string', nullable: true },
  { name: 'protocol', type: 'string', nullable: true },
  { name: 'status', type: 'int16', nullable: false },
  { name: 'bytes', type: 'int64', nullable: true },
  { name: 'referrer', type: 'string', nullable: true },
  { name: 'userAgent', type: 'string', nullable: true },
] as const satisfies Schema

/** Name of a column of the NCSA formats. */
export type WebLogColumn = (typeof webLogSchema)[number]['name']
