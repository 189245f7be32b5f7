import type { FieldValue } from '../fields/field.ts'

const text = <const C extends string>(column: C) => ({ kind: 'text', column }) as const
const int32 = <const C extends string>(column: C) => ({ kind: 'integer', column, type: 'int32' }) as const
const int64 = <const C extends string>(column: C) => ({ kind: 'integer', column, type: 'int64' }) as const
const duration = <const N extends number>(unit: N) => ({ kind: 'duration', column: 'duration', unit }) as const

/** Directives of Apache's LogFormat without an argument (https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats, mod_logio). */
export const APACHE_DIRECTIVES = {
  a: text('host'),
  A: text('serverAddress'),
  B: int64('bytes'),
  b: int64('bytes'),
  D: duration(1),
  f: text('file'),
  h: text('host'),
  H: text('protocol'),
  I: int64('bytesReceived'),
  k: int32('keepAliveRequests'),
  l: text('ident'),
  L: text('logId'),
  m: text('method'),
  O: int64('bytes'),
  p: int32('serverPort'),
  P: int32('processId'),
  q: { kind: 'query' },
  r: { kind: 'request' },
  R: text('handler'),
  s: { kind: 'status' },
  S: int64('bytesTransferred'),
  t: { kind: 'time', form: 'clf' },
  T: duration(1e6),
  u: text('user'),
  U: text('path'),
  v: text('serverName'),
  V: text('serverName'),
  X: text('connectionStatus'),
} as const satisfies Record<string, FieldValue>

/** Directives with an argument of a fixed set: `{argument}directive`. */
export const APACHE_ARGUMENTS = {
  '{c}a': text('peerAddress'),
  '{c}h': text('peerHost'),
  '{canonical}p': int32('serverPort'),
  '{local}p': int32('localPort'),
  '{remote}p': int32('clientPort'),
  '{pid}P': int32('processId'),
  '{tid}P': int64('threadId'),
  '{hextid}P': text('threadIdHex'),
  '{s}T': duration(1e6),
  '{ms}T': duration(1e3),
  '{us}T': duration(1),
} as const satisfies Record<string, FieldValue>

/** Columns of request headers with a name of their own; others are named after the header, `xRequestId` of `X-Request-Id`. */
export const HEADER_COLUMNS = {
  referer: 'referrer',
  'user-agent': 'userAgent',
  host: 'serverName',
  'x-forwarded-for': 'forwardedFor',
} as const

/** Variables of mod_ssl with a column of their own. */
export const SSL_COLUMNS = {
  SSL_PROTOCOL: 'tlsProtocol',
  SSL_CIPHER: 'tlsCipher',
} as const

/** Directives that name something, with what their columns' names begin with. */
export const APACHE_NAMED = {
  i: '',
  o: 'response',
  C: 'cookie',
  e: 'env',
  n: 'note',
  x: '',
  '^ti': 'trailer',
  '^to': 'responseTrailer',
} as const
