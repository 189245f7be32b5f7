import type { FieldValue } from '../fields/field.ts'
import type { JsonField, JsonLayout } from './json-layout.ts'

/** Paths are written with dots; a member whose name has one is written with a backslash before it. */
export const jsonPath = (path: string): string[] => path.split(/(?<!\\)\./).map(name => name.replaceAll('\\.', '.'))

const field = (name: string, value: FieldValue, ...paths: string[]): JsonField => ({
  name,
  value,
  paths: paths.map(jsonPath),
})
const text = (column: string, ...paths: string[]): JsonField => field(column, { kind: 'text', column }, ...paths)
const integer = (column: string, type: 'int16' | 'int32' | 'int64', ...paths: string[]): JsonField =>
  field(column, { kind: 'integer', column, type }, ...paths)
const duration = (column: string, unit: number, ...paths: string[]): JsonField =>
  field(column, { kind: 'duration', column, unit }, ...paths)
const time = (...paths: string[]): JsonField => field('time', { kind: 'time', form: 'any' }, ...paths)

/** Named where a line is no JSON object. */
const line = field('json', { kind: 'skip' })

/** Caddy's access log (https://caddyserver.com/docs/logging). Its other events are JSON of the same form, without a request. */
export const CADDY: JsonLayout = {
  required: { name: 'request', of: ['host', 'method', 'path', 'protocol', 'serverName'] },
  fields: [
    line,
    field('request', { kind: 'skip' }),
    field(
      'host',
      { kind: 'address', host: 'host', port: 'clientPort' },
      'request.client_ip',
      'request.remote_ip',
      'request.remote_addr',
    ),
    text('user', 'user_id'),
    time('ts'),
    text('method', 'request.method'),
    field('path', { kind: 'target' }, 'request.uri'),
    text('protocol', 'request.proto'),
    integer('status', 'int16', 'status'),
    integer('bytes', 'int64', 'size'),
    text('referrer', 'request.headers.Referer'),
    text('userAgent', 'request.headers.User-Agent'),
    field('serverName', { kind: 'address', host: 'serverName', port: 'serverPort' }, 'request.host'),
    text('forwardedFor', 'request.headers.X-Forwarded-For'),
    integer('bytesReceived', 'int64', 'bytes_read'),
    duration('duration', 1e6, 'duration'),
  ],
}

/** Traefik's JSON access log (https://doc.traefik.io/traefik/observability/access-logs/). */
export const TRAEFIK_JSON: JsonLayout = {
  fields: [
    line,
    field('host', { kind: 'address', host: 'host', port: 'clientPort' }, 'ClientHost', 'ClientAddr'),
    text('user', 'ClientUsername'),
    time('StartLocal', 'StartUTC'),
    text('method', 'RequestMethod'),
    field('path', { kind: 'target' }, 'RequestPath'),
    text('protocol', 'RequestProtocol'),
    integer('status', 'int16', 'DownstreamStatus'),
    integer('bytes', 'int64', 'DownstreamContentSize'),
    text('referrer', 'request_Referer'),
    text('userAgent', 'request_User-Agent'),
    text('serverName', 'RequestHost'),
    integer('serverPort', 'int32', 'RequestPort'),
    text('forwardedFor', 'request_X-Forwarded-For'),
    integer('bytesReceived', 'int64', 'RequestContentSize'),
    duration('duration', 1e-3, 'Duration'),
    duration('upstreamDuration', 1e-3, 'OriginDuration'),
    text('upstreamAddress', 'ServiceAddr'),
    text('routerName', 'RouterName'),
    text('tlsProtocol', 'TLSVersion'),
    text('tlsCipher', 'TLSCipher'),
  ],
}

/** Names that servers and loggers give these values, the likeliest first. */
export const GENERIC_JSON_NAMES = {
  host: [
    'remote_addr',
    'remote_ip',
    'client_ip',
    'clientip',
    'clientIp',
    'remoteAddr',
    'remote_host',
    'ip',
    'client.ip',
    'client.address',
    'source.ip',
    'host',
  ],
  user: ['remote_user', 'user', 'username', 'user.name', 'auth'],
  time: [
    'time',
    'timestamp',
    '@timestamp',
    'ts',
    'time_iso8601',
    'time_local',
    'msec',
    'datetime',
    'date',
    'start_time',
  ],
  request: ['request', 'request_line'],
  method: ['method', 'request_method', 'verb', 'http.request.method', 'httpRequest.requestMethod'],
  target: ['request_uri', 'uri', 'url', 'path', 'target', 'url.original', 'httpRequest.requestUrl'],
  query: ['query_string', 'query', 'args', 'url.query'],
  protocol: ['server_protocol', 'protocol', 'proto', 'http_version'],
  status: [
    'status',
    'status_code',
    'statusCode',
    'response_status',
    'http.response.status_code',
    'httpRequest.status',
    'code',
  ],
  bytes: [
    'body_bytes_sent',
    'bytes_sent',
    'bytes',
    'size',
    'response_size',
    'content_length',
    'length',
    'http.response.body.bytes',
  ],
  referrer: ['http_referer', 'http_referrer', 'referer', 'referrer', 'http.request.referrer'],
  userAgent: ['http_user_agent', 'user_agent', 'userAgent', 'agent', 'user_agent.original', 'httpRequest.userAgent'],
  serverName: ['server_name', 'http_host', 'vhost', 'hostname', 'url.domain'],
  forwardedFor: ['http_x_forwarded_for', 'x_forwarded_for', 'forwarded_for'],
  duration: ['request_time', 'duration', 'response_time', 'elapsed'],
  upstreamDuration: ['upstream_response_time', 'upstream_time'],
} as const

/** What `fields` of the format `json` may name. */
export type JsonColumn = keyof typeof GENERIC_JSON_NAMES

export const jsonColumns = Object.keys(GENERIC_JSON_NAMES) as readonly JsonColumn[]

/** JSON lines of any software: `named` says where values stand that are not where they mostly do. */
export function jsonLines(named: Readonly<Partial<Record<string, string>>> = {}): JsonLayout {
  const paths = (column: JsonColumn): readonly string[] => {
    const own = named[column]
    return own === undefined ? GENERIC_JSON_NAMES[column] : [own]
  }
  const skipped = (column: JsonColumn): JsonField => field(column, { kind: 'skip' }, ...paths(column))
  const before = [line, text('host', ...paths('host')), text('user', ...paths('user')), time(...paths('time'))]
  const at = before.length
  const parts = { method: at, target: at + 1, query: at + 2, protocol: at + 3 }
  return {
    fields: [
      ...before,
      skipped('method'),
      skipped('target'),
      skipped('query'),
      skipped('protocol'),
      field('request', { kind: 'request', parts }, ...paths('request')),
      integer('status', 'int16', ...paths('status')),
      integer('bytes', 'int64', ...paths('bytes')),
      text('referrer', ...paths('referrer')),
      text('userAgent', ...paths('userAgent')),
      text('serverName', ...paths('serverName')),
      text('forwardedFor', ...paths('forwardedFor')),
      duration('duration', 1e6, ...paths('duration')),
      field(
        'upstreamDuration',
        { kind: 'duration', column: 'upstreamDuration', unit: 1e6, list: true },
        ...paths('upstreamDuration'),
      ),
    ],
  }
}
