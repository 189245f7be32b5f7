import type { FieldValue } from '../fields/field.ts'

const text = <const C extends string>(column: C) => ({ kind: 'text', column }) as const
const int32 = <const C extends string>(column: C) => ({ kind: 'integer', column, type: 'int32' }) as const
const int64 = <const C extends string>(column: C) => ({ kind: 'integer', column, type: 'int64' }) as const
const seconds = <const C extends string>(column: C) => ({ kind: 'duration', column, unit: 1e6, list: true }) as const

/**
 * Variables of nginx's log_format (https://nginx.org/en/docs/varindex.html) that are not text, or whose column has a name of its own. Any
 * other variable is a column of text named after it: modules, `map` and `set` define more.
 */
export const NGINX_VARIABLES = {
  args: { kind: 'query' },
  body_bytes_sent: int64('bytes'),
  bytes_sent: int64('bytes'),
  connection: int64('connection'),
  connection_requests: int64('connectionRequests'),
  document_uri: text('path'),
  geoip_country_code: text('country'),
  geoip2_country_code: text('country'),
  geoip2_data_country_code: text('country'),
  host: text('serverName'),
  http_host: text('serverName'),
  http_referer: text('referrer'),
  http_user_agent: text('userAgent'),
  http_x_forwarded_for: text('forwardedFor'),
  msec: { kind: 'time', form: { unix: 1e6 } },
  query_string: { kind: 'query' },
  realip_remote_addr: text('peerAddress'),
  remote_addr: text('host'),
  remote_port: int32('clientPort'),
  remote_user: text('user'),
  req_id: text('requestId'),
  request: { kind: 'request' },
  request_id: text('requestId'),
  request_length: int64('bytesReceived'),
  request_method: text('method'),
  request_time: { kind: 'duration', column: 'duration', unit: 1e6 },
  request_uri: { kind: 'target' },
  server_addr: text('serverAddress'),
  server_name: text('serverName'),
  server_port: int32('serverPort'),
  server_protocol: text('protocol'),
  ssl_cipher: text('tlsCipher'),
  ssl_protocol: text('tlsProtocol'),
  status: { kind: 'status' },
  time_iso8601: { kind: 'time', form: 'iso' },
  time_local: { kind: 'time', form: 'clf' },
  upstream_addr: text('upstreamAddress'),
  upstream_cache_status: text('cacheStatus'),
  upstream_connect_time: seconds('upstreamConnectDuration'),
  upstream_header_time: seconds('upstreamHeaderDuration'),
  upstream_response_time: seconds('upstreamDuration'),
  uri: text('path'),
} as const satisfies Record<string, FieldValue>

/** Variables whose values may be lists: those of upstreams, and of headers that proxies append to. */
export const isListVariable = (name: string): boolean =>
  name.startsWith('upstream_') || name === 'http_x_forwarded_for' || name === 'proxy_add_x_forwarded_for'

/** Headers: their columns are named after the header, those of responses after `response`. */
export const NGINX_HEADERS = [
  ['sent_http_', 'response'],
  ['upstream_http_', 'upstream'],
  ['http_', ''],
] as const
