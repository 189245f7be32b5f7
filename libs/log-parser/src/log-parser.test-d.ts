import { expectTypeOf } from 'vitest'
import { apache, nginx } from './formats.ts'

type Row<Spec extends { schema: readonly { name: string; type: string; nullable: boolean }[] }> = {
  [F in Spec['schema'][number] as F['name']]: F extends { nullable: true } ? `${F['type']}?` : F['type']
}

const combined = apache('%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i" %D %{X-Request-Id}i %{SSL_PROTOCOL}x')
expectTypeOf<Row<typeof combined>>().toEqualTypeOf<{
  host: 'string?'
  ident: 'string?'
  user: 'string?'
  time: 'timestamp'
  utcOffset: 'int16'
  method: 'string?'
  path: 'string?'
  query: 'string?'
  protocol: 'string?'
  status: 'int16'
  bytes: 'int64?'
  referrer: 'string?'
  userAgent: 'string?'
  duration: 'int64?'
  xRequestId: 'string?'
  tlsProtocol: 'string?'
}>()

const parts = apache('%v:%p [%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t] %m %U%q %400,501{Accept}i %{ms}T%% %{Age}o')
expectTypeOf<Row<typeof parts>>().toEqualTypeOf<{
  serverName: 'string?'
  serverPort: 'int32?'
  time: 'timestamp'
  utcOffset: 'int16'
  method: 'string?'
  path: 'string?'
  query: 'string?'
  accept: 'string?'
  duration: 'int64?'
  responseAge: 'string?'
}>()

const times = nginx(
  // biome-ignore lint/suspicious/noTemplateCurlyInString: nginx writes variables so too
  '$remote_addr [$time_local] "$request_method ${request_uri}" $status $request_time $my_var $http_x_a',
)
expectTypeOf<Row<typeof times>>().toEqualTypeOf<{
  host: 'string?'
  time: 'timestamp'
  utcOffset: 'int16'
  method: 'string?'
  path: 'string?'
  query: 'string?'
  status: 'int16'
  duration: 'int64?'
  myVar: 'string?'
  xA: 'string?'
}>()

// @ts-expect-error %y is no directive
apache('%h %y')
// @ts-expect-error the string ends with a lone %
apache('%h %')
// @ts-expect-error a name has to follow the $
nginx('$remote_addr $ $status')

const unknown: string = '%h'
expectTypeOf(apache(unknown).schema[0].name).toEqualTypeOf<string>()
