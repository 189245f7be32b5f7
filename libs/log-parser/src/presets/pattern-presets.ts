import { fieldPattern } from '../pattern/field-pattern.ts'
import type { Preset } from './preset.ts'

const text = (column: string) => ({ kind: 'text', column }) as const
const bytes = { kind: 'integer', column: 'bytes', type: 'int64' } as const
const clf = { kind: 'time', form: 'clf' } as const
/** Between brackets of the pattern. */
const bareClf = { value: clf, name: 'time', length: 26 } as const
const client = { value: { kind: 'address', host: 'host', port: 'clientPort' }, name: 'host' } as const
const server = { value: { kind: 'address', host: 'serverName', port: 'serverPort' }, name: 'serverName' } as const
const referrer = text('referrer')
const userAgent = text('userAgent')
const request = { kind: 'request' } as const
const status = { kind: 'status' } as const
const rest = { value: { kind: 'skip' }, rest: true } as const

const common = { host: text('host'), ident: text('ident'), user: text('user'), time: clf, request, status, bytes }

const vhost = (title: string, combined: boolean): Preset => {
  const tail = combined ? ' "$referrer" "$agent"' : ''
  const pattern = fieldPattern(`$server $host $ident $user $time "$request" $status $bytes${tail}`, {
    ...common,
    server,
    referrer,
    agent: userAgent,
  })
  const written = `%v:%p %h %l %u %t "%r" %>s ${combined ? '%O "%{Referer}i" "%{User-Agent}i"' : '%b'}`
  return { title, layout: { kind: 'pattern', pattern }, written }
}

const nginx = {
  remote_addr: text('host'),
  remote_user: text('user'),
  time_local: bareClf,
  request,
  status,
  body_bytes_sent: bytes,
  http_referer: referrer,
  http_user_agent: userAgent,
  http_x_forwarded_for: text('forwardedFor'),
  maybe_forwarded_for: { value: text('forwardedFor'), quotable: true, optional: true },
  request_length: { kind: 'integer', column: 'bytesReceived', type: 'int64' },
  request_time: { kind: 'duration', column: 'duration', unit: 1e6 },
  upstream_response_time: {
    value: { kind: 'duration', column: 'upstreamDuration', unit: 1e6, list: true },
    name: 'upstreamDuration',
    list: true,
  },
  upstream_addr: { value: text('upstreamAddress'), list: true },
  upstream_response_length: { value: { kind: 'skip' }, list: true },
  upstream_status: { value: text('upstreamStatus'), list: true },
  proxy_upstream_name: text('upstreamName'),
  req_id: text('requestId'),
} as const

const NGINX =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'

const nginxPreset = (title: string, more: string, written = more, required?: number): Preset => ({
  title,
  layout: { kind: 'pattern', pattern: fieldPattern(`${NGINX} ${more}`, nginx, required) },
  written: `${NGINX} ${written}`,
})

const balancer = {
  type: text('connectionType'),
  time: { kind: 'time', form: 'iso' },
  elb: text('loadBalancer'),
  client,
  target: text('upstreamAddress'),
  target_processing_time: { kind: 'duration', column: 'upstreamDuration', unit: 1e6 },
  elb_status_code: { kind: 'integer', column: 'status', type: 'int16' },
  target_status_code: text('upstreamStatus'),
  received_bytes: { kind: 'integer', column: 'bytesReceived', type: 'int64' },
  sent_bytes: bytes,
  request: { kind: 'request', absolute: true },
  user_agent: userAgent,
  ssl_cipher: text('tlsCipher'),
  ssl_protocol: text('tlsProtocol'),
  target_group_arn: text('targetGroup'),
  trace_id: text('traceId'),
  domain_name: text('domainName'),
  actions_executed: text('actions'),
  error_reason: text('errorReason'),
  rest,
} as const

/** The times before the target has the request, of the target, and behind it, together; -1 each where there was no target. */
const BALANCER_SPANS = [
  {
    name: 'duration',
    value: { kind: 'duration', column: 'duration', unit: 1e6, list: true },
    from: 'request_processing_time',
    to: 'response_processing_time',
  },
] as const

const BALANCER =
  '$time $elb $client $target $request_processing_time $target_processing_time $response_processing_time ' +
  '$elb_status_code $target_status_code $received_bytes $sent_bytes "$request" "$user_agent" $ssl_cipher $ssl_protocol'

const ALB =
  `$type ${BALANCER} $target_group_arn "$trace_id" "$domain_name" "$chosen_cert_arn" $matched_rule_priority ` +
  '$request_creation_time "$actions_executed" "$redirect_url" "$error_reason" $rest'

const S3 =
  '$bucket_owner $bucket [$time] $remote_ip $requester $request_id $operation $key $request_uri $status $error_code ' +
  '$bytes_sent $object_size $total_time $turn_around_time $referrer $user_agent $version_id $host_id $signature ' +
  '$cipher_suite $authentication $host_header $tls_version $rest'

const TRAEFIK =
  '$client - $user [$time] "$request" $status $size "$referrer" "$agent" $count "$router" "$server" $(duration)ms'

/** Presets whose lines are fields with literal text between them. */
export const patternPresets = {
  vhost_common: vhost('Apache: common with the virtual host in front', false),
  vhost_combined: vhost('Apache: combined with the virtual host in front', true),
  nginx_main: nginxPreset("nginx: main, as in its packages' nginx.conf", '"$http_x_forwarded_for"'),
  nginx_times: nginxPreset(
    'nginx: combined or main with the times of request and upstream',
    '$maybe_forwarded_for $request_time $upstream_response_time',
    '["$http_x_forwarded_for"] $request_time [$upstream_response_time]',
    10,
  ),
  nginx_ingress: nginxPreset(
    'Kubernetes ingress-nginx',
    '$request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr ' +
      '$upstream_response_length $upstream_response_time $upstream_status $req_id',
  ),
  traefik: {
    title: 'Traefik: common log format',
    layout: {
      kind: 'pattern',
      pattern: fieldPattern(TRAEFIK, {
        client: text('host'),
        user: text('user'),
        time: bareClf,
        request,
        status: { kind: 'integer', column: 'status', type: 'int16' },
        size: bytes,
        referrer,
        agent: userAgent,
        router: text('routerName'),
        server: text('upstreamAddress'),
        duration: { kind: 'duration', column: 'duration', unit: 1e3 },
      }),
    },
    written: TRAEFIK,
  },
  aws_alb: {
    title: 'AWS Application Load Balancer',
    layout: { kind: 'pattern', pattern: { ...fieldPattern(ALB, balancer, 25), spans: BALANCER_SPANS } },
    written: ALB,
  },
  aws_elb: {
    title: 'AWS Classic Load Balancer',
    layout: { kind: 'pattern', pattern: { ...fieldPattern(`${BALANCER} $rest`, balancer, 15), spans: BALANCER_SPANS } },
    written: BALANCER,
  },
  aws_s3: {
    title: 'AWS S3 server access',
    layout: {
      kind: 'pattern',
      pattern: fieldPattern(
        S3,
        {
          bucket: text('bucket'),
          time: bareClf,
          remote_ip: text('host'),
          requester: text('user'),
          request_id: text('requestId'),
          operation: text('operation'),
          key: text('key'),
          request_uri: { value: request, name: 'request', quotable: true },
          status: { kind: 'integer', column: 'status', type: 'int16' },
          error_code: text('errorCode'),
          bytes_sent: bytes,
          object_size: { kind: 'integer', column: 'objectSize', type: 'int64' },
          total_time: { kind: 'duration', column: 'duration', unit: 1e3 },
          turn_around_time: { kind: 'duration', column: 'upstreamDuration', unit: 1e3 },
          referrer: { value: referrer, quotable: true },
          user_agent: { value: userAgent, quotable: true },
          host_header: text('serverName'),
          tls_version: text('tlsProtocol'),
          cipher_suite: text('tlsCipher'),
          rest,
        },
        18,
      ),
    },
    written: S3,
  },
  squid: {
    title: 'Squid: native',
    layout: {
      kind: 'pattern',
      pattern: fieldPattern('$time $elapsed $client $result/$status $size $method $url $user $hierarchy/$peer $type', {
        time: { kind: 'time', form: { unix: 1e6 } },
        elapsed: { value: { kind: 'duration', column: 'duration', unit: 1e3 }, name: 'duration', padded: true },
        client: text('host'),
        result: text('cacheStatus'),
        status,
        size: bytes,
        method: text('method'),
        url: { kind: 'target', absolute: true },
        user: text('user'),
        hierarchy: text('hierarchy'),
        peer: text('upstreamAddress'),
        type: text('contentType'),
      }),
    },
    written: '%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt',
  },
} as const satisfies Record<string, Preset>
