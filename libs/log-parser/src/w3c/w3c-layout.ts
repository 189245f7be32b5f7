import type { FieldSpec, FieldValue, TextDecoding } from '../fields/field.ts'

/** How lines of the W3C Extended Log File Format (https://www.w3.org/TR/WD-logfile.html) are read. */
export interface W3cLayout {
  readonly delimiter: 'tab' | 'space' | 'either'
  /** What fields of which names are, in lower case; others are passed over. */
  readonly fields: readonly W3cField[]
  /** Names of the fields of lines before the first `#Fields:`; without them such lines are malformed. */
  readonly header: string | null
}

export interface W3cField extends FieldSpec {
  /** Names in `#Fields:`, in lower case; the first of them that is there counts. */
  readonly headers: readonly string[]
}

const text = (column: string, decode?: TextDecoding): FieldValue =>
  decode === undefined ? { kind: 'text', column } : { kind: 'text', column, decode }
const field = (name: string, value: FieldValue, ...headers: string[]): W3cField => ({ name, value, headers })
const column = (name: string, ...headers: string[]): W3cField => field(name, text(name), ...headers)
const integer = (name: string, type: 'int16' | 'int32' | 'int64', ...headers: string[]): W3cField =>
  field(name, { kind: 'integer', column: name, type }, ...headers)

/** Fields that every layout has; those of the line itself are named `fields`. */
const common = (decode: TextDecoding): readonly W3cField[] => [
  field('fields', { kind: 'skip' }),
  column('host', 'c-ip'),
  column('user', 'cs-username'),
  field('time', { kind: 'time', form: { strftime: '%Y-%m-%d' } }, 'date'),
  field('time', { kind: 'time', form: 'timeOfDay' }, 'time'),
  field('method', { kind: 'skip' }, 'cs-method'),
  field('path', { kind: 'skip' }, 'cs-uri-stem', 'cs-uri'),
  field('query', { kind: 'skip' }, 'cs-uri-query'),
  field('protocol', { kind: 'skip' }, 'cs-protocol-version', 'cs-version'),
  field('request', { kind: 'request', parts: { method: 5, target: 6, query: 7, protocol: 8 } }),
  integer('status', 'int16', 'sc-status'),
  integer('bytes', 'int64', 'sc-bytes', 'bytes'),
  field('referrer', text('referrer'), 'cs(referer)'),
  field('userAgent', text('userAgent', decode), 'cs(user-agent)'),
  integer('bytesReceived', 'int64', 'cs-bytes'),
  integer('clientPort', 'int32', 'c-port'),
]

const iis = [
  column('serverName', 'cs-host', 'cs(host)'),
  column('serverAddress', 's-ip'),
  integer('serverPort', 'int32', 's-port'),
  column('serverHost', 's-computername'),
  column('siteName', 's-sitename'),
  integer('substatus', 'int32', 'sc-substatus'),
  integer('win32Status', 'int64', 'sc-win32-status'),
  column('forwardedFor', 'x-forwarded-for', 'cs(x-forwarded-for)'),
]

const duration = (unit: number): W3cField =>
  field('duration', { kind: 'duration', column: 'duration', unit }, 'time-taken')

/** W3C's own: time-taken is in seconds. */
export const W3C: W3cLayout = { delimiter: 'either', fields: [...common('plus'), ...iis, duration(1e6)], header: null }

/** Microsoft's: time-taken is in milliseconds, and a plus stands for a space in user agents. */
export const IIS: W3cLayout = {
  delimiter: 'space',
  fields: [...common('plus'), ...iis, duration(1e3)],
  header:
    'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken',
}

/** Amazon's, with tabs between the fields. */
export const CLOUDFRONT: W3cLayout = {
  delimiter: 'tab',
  fields: [
    ...common('percent'),
    column('serverName', 'x-host-header', 'cs(host)'),
    column('cacheStatus', 'x-edge-result-type'),
    column('edgeLocation', 'x-edge-location'),
    column('requestId', 'x-edge-request-id'),
    column('scheme', 'cs-protocol'),
    column('forwardedFor', 'x-forwarded-for'),
    column('tlsProtocol', 'ssl-protocol'),
    column('tlsCipher', 'ssl-cipher'),
    column('contentType', 'sc-content-type'),
    field('timeToFirstByte', { kind: 'duration', column: 'timeToFirstByte', unit: 1e6 }, 'time-to-first-byte'),
    duration(1e6),
  ],
  header:
    'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end',
}
