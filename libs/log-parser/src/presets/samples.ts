import type { PresetName } from './presets.ts'

/** A real line of a format, with the lines that must stand before it, and where it was published. */
export interface Sample {
  readonly lines: readonly string[]
  readonly source: string
}

const BEATS = 'https://github.com/elastic/beats/blob/main'
const INTEGRATIONS = 'https://github.com/elastic/integrations/blob/main/packages'

/** For each preset lines from the documentation of its software, or from the test data of a public repository. */
export const SAMPLES: Readonly<Record<PresetName, Sample>> = {
  weblog: {
    lines: ['127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326'],
    source: 'https://httpd.apache.org/docs/2.4/logs.html#common',
  },
  common: {
    lines: ['127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326'],
    source: 'https://httpd.apache.org/docs/2.4/logs.html#common',
  },
  combined: {
    lines: [
      '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326 "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)"',
    ],
    source: 'https://httpd.apache.org/docs/2.4/logs.html#combined',
  },
  vhost_common: {
    lines: ['vhost1.domaine.fr 123.123.123.123 - - [04/Jul/2019:09:20:46 +0200] "GET / HTTP/1.1" 200 32953'],
    source: `${BEATS}/filebeat/module/apache/access/test/test-vhost.log (without referrer and user agent)`,
  },
  vhost_combined: {
    lines: [
      'vhost1.domaine.fr 123.123.123.123 - - [04/Jul/2019:09:20:46 +0200] "GET / HTTP/1.1" 200 32953 "-" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/75.0.  3770.100 Safari/537.36"',
    ],
    source: `${BEATS}/filebeat/module/apache/access/test/test-vhost.log`,
  },
  nginx: {
    lines: [
      '85.181.35.98 - - [07/Dec/2016:11:05:07 +0100] "GET /ocelot HTTP/1.1" 200 571 "-" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.102 Safari/537.36"',
      '127.0.0.1 - - [12/Apr/2018:09:48:40 +0200] "" 400 0 "-" "-"',
    ],
    source: `${BEATS}/filebeat/module/nginx/access/test/test.log`,
  },
  nginx_main: {
    lines: [
      '172.17.0.1 - - [29/May/2017:19:02:48 +0000] "GET /stringpatch HTTP/1.1" 404 612 "-" "Mozilla/5.0 (Windows NT 6.1; rv:15.0) Gecko/20120716 Firefox/15.0a2" "-"',
    ],
    source: `${BEATS}/filebeat/module/nginx/access/test/test.log`,
  },
  nginx_times: {
    lines: ['172.17.0.1 - - [23/Jun/2016:16:04:20 +0000] "GET / HTTP/1.1" 200 612 "-" "curl/7.29.0" "-" 10'],
    source:
      'https://github.com/martin-helmich/prometheus-nginxlog-exporter/blob/master/features/response_times.feature',
  },
  nginx_ingress: {
    lines: [
      '192.168.64.1 - - [07/Feb/2020:11:48:51 +0000] "POST /products HTTP/1.1" 200 59 "-" "curl/7.54.0" 89 0.001 [default-web-8080] [] 172.17.0.5:8080 59 0.000 200 529a007902362a5f51385a5fa7049884',
      '192.168.64.1 - - [07/Feb/2020:11:49:50 +0000] "PATCHp /products/42 HTTP/1.1" 400 163 "-" "-" 0 0.000 [] [] - - - - 4c7d2079340e68353c7d0dfff00b904b',
      '192.168.64.14 - - [07/Feb/2020:12:02:42 +0000] "GET /v2/some HTTP/1.1" 200 61 "-" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.14; rv:72.0) Gecko/20100101 Firefox/72.0" 348 0.001 [default-web2-8080] [] 172.17.0.6:8080, 172.17.0.7:8080 61, 100 0.100, 0.004 200, 203 835136ae24486dbb4156dcbe21f5d402',
      '192.168.64.14 - - [07/Feb/2020:12:02:42 +0000] "GET /test/test.mp4 HTTP/1.1" 200 61 "-" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.14; rv:72.0) Gecko/20100101 Firefox/72.0" 348 0.001 [default-web2-8080] [] 172.17.0.6:8080, 172.17.0.7:8080 - 0.100, - 200, - 835136ae24486dbb4156dcbe21f5d402',
    ],
    source: `${BEATS}/filebeat/module/nginx/ingress_controller/test/test.log`,
  },
  traefik: {
    lines: [
      '192.168.33.1 - - [02/Oct/2017:20:22:07 +0000] "GET /ui/favicons/favicon-16x16.png HTTP/1.1" 304 0 "http://example.com/login" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/61.0.3163.100 Safari/537.36" 262 "Host-host-1" "http://172.19.0.3:5601" 2ms',
    ],
    source: `${BEATS}/filebeat/module/traefik/access/test/test.log`,
  },
  aws_alb: {
    lines: [
      'https 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://www.example.com:443/ HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" "www.example.com" "arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012" 1 2018-07-02T22:22:48.364000Z "authenticate,forward" "-" "-"',
      'http 2018-11-30T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 - -1 -1 -1 400 - 0 0 "- - -" "-" - - - "-" "-" "-" 0 2018-11-30T22:22:48.364000Z "-" "-" "-"',
    ],
    source: `${BEATS}/x-pack/filebeat/module/aws/elb/test/example-alb-http.log`,
  },
  aws_elb: {
    lines: [
      '2019-10-14T12:01:49.543250Z filebeat-aws-elb-test 81.2.69.193:52406 10.0.1.185:80 0.000041 0.00079 0.000024 200 200 0 612 "GET http://filebeat-aws-elb-test-1703142762.eu-central-1.elb.amazonaws.com:80/ HTTP/1.1" "curl/7.58.0" - -',
    ],
    source: `${BEATS}/x-pack/filebeat/module/aws/elb/test/elb-http.log`,
  },
  aws_s3: {
    lines: [
      '36c1f05b76016b78528454e6e0c60e2b7ff7aa20c0a5e4c748276e5b0a2debd2 test-s3-ks [01/Aug/2019:00:24:43 +0000] 72.21.217.31 arn:aws:sts::627959692251:assumed-role/AWSServiceRoleForTrustedAdvisor/TrustedAdvisor_627959692251_784ab70b-8cc9-4d37-a2ec-2ff4d0c08af9 4DD6D17D1C5C401C REST.GET.BUCKET - "GET /test-s3-ks/?max-keys=0&encoding-type=url&aws-account=627959692251 HTTP/1.1" 200 - 265 - 2 1 "-" "AWS-Support-TrustedAdvisor, aws-internal/3 aws-sdk-java/1.11.590 Linux/4.9.137-0.1.ac.218.74.329.metal1.x86_64 OpenJDK_64-Bit_Server_VM/25.212-b03 java/1.8.0_212 vendor/Oracle_Corporation" - KzvchfojYQnuFC4PABYVJVxIlv/f6r17LRaTSvw7x+bxj4PkkPKT1kX9x8wbqtq40iD4PC881iE= SigV4 ECDHE-RSA-AES128-SHA AuthHeader s3.ap-southeast-1.amazonaws.com TLSv1.2',
      '36c1f05b76016b78528454e6e0c60e2b7ff7aa20c0a5e4c748276e5b0a2debd2 jsoriano-s3-test [10/Sep/2019:15:11:07 +0000] 77.227.156.41 arn:aws:iam::627959692251:user/jaime.soriano@elastic.co 8CD7A4A71E2E5C9E BATCH.DELETE.OBJECT jolokia-war-1.5.0.war - 204 - - 344017 - - - - - IeDW5I3wefFxU8iHOcAzi5qr+O+1bdRlcQ0AO2WGjFh7JwYM6qCoKq+1TrUshrXMlBxPFtg97Vk= SigV4 ECDHE-RSA-AES128-SHA AuthHeader s3.eu-central-1.amazonaws.com TLSv1.2',
    ],
    source: `${BEATS}/x-pack/filebeat/module/aws/s3access/test/s3_server_access.log`,
  },
  squid: {
    lines: [
      '1157689312.049   5006 10.105.21.199 TCP_MISS/200 19763 CONNECT login.yahoo.com:443 badeyek DIRECT/175.16.199.115 -',
      '1157689320.343   1357 10.105.21.199 TCP_REFRESH_HIT/304 214 GET http://www.goonernews.com/styles.css badeyek DIRECT/175.16.199.61 -',
      '1157689324.156   1372 10.105.21.199 TCP_MISS/200 399 GET http://www.google-analytics.com/__utm.gif? badeyek DIRECT/175.16.199.147 image/gif',
    ],
    source: `${INTEGRATIONS}/squid/data_stream/log/_dev/test/pipeline/test-access.log`,
  },
  caddy: {
    lines: [
      '{"level":"info","ts":1646861401.5241024,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"127.0.0.1","remote_port":"41342","client_ip":"127.0.0.1","proto":"HTTP/2.0","method":"GET","host":"localhost","uri":"/","headers":{"User-Agent":["curl/7.82.0"],"Accept":["*/*"],"Accept-Encoding":["gzip, deflate, br"]},"tls":{"resumed":false,"version":772,"cipher_suite":4865,"proto":"h2","server_name":"example.com"}},"bytes_read":0,"user_id":"","duration":0.000929675,"size":10900,"status":200,"resp_headers":{"Server":["Caddy"],"Content-Encoding":["gzip"],"Content-Type":["text/html; charset=utf-8"],"Vary":["Accept-Encoding"]}}',
    ],
    source: 'https://caddyserver.com/docs/logging (written there over several lines)',
  },
  traefik_json: {
    lines: [
      '{"ClientAddr":"10.10.10.10:12345","ClientHost":"10.10.10.10","ClientPort":"12345","ClientUsername":"-","DownstreamContentSize":2,"DownstreamStatus":200,"Duration":24814,"OriginContentSize":2,"OriginDuration":12613,"OriginStatus":200,"Overhead":12201,"RequestAddr":"10.10.10.11:4567","RequestContentSize":0,"RequestCount":12345,"RequestHost":"10.10.10.11","RequestMethod":"GET","RequestPath":"/ping","RequestPort":"4567","RequestProtocol":"HTTP/1.1","RequestScheme":"http","RetryAttempts":0,"RouterName":"ping@internal","StartLocal":"2024-02-01T15:43:38.669746824Z","StartUTC":"2024-02-01T15:43:38.669746824Z","entryPointName":"ping","level":"info","msg":"","request_X-Forwarded-Host":"10.10.10.12:1234","time":"2024-02-01T15:43:38Z"}',
      '{"ClientAddr":"[::1]:56348","ClientHost":"::1","ClientPort":"56348","ClientUsername":"-","DownstreamContentSize":19,"DownstreamStatus":404,"Duration":32673,"Overhead":32673,"RequestAddr":"backend.elastic-package-service.docker.localhost","RequestContentSize":0,"RequestCount":27,"RequestHost":"backend.elastic-package-service.docker.localhost","RequestMethod":"GET","RequestPath":"/","RequestPort":"-","RequestProtocol":"HTTP/1.1","RequestScheme":"http","RetryAttempts":0,"StartLocal":"2024-04-15T13:26:33.80902715Z","StartUTC":"2024-04-15T13:26:33.80902715Z","level":"info","msg":"","time":"2024-04-15T13:26:33Z"}',
    ],
    source: `${INTEGRATIONS}/traefik/data_stream/access/_dev/test/pipeline/test-format-json.log`,
  },
  aws_cloudfront: {
    lines: [
      '#Version: 1.0',
      '#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end',
      '2019-12-04\t21:02:31\tLAX1\t392\t89.160.20.112\tGET\td111111abcdef8.cloudfront.net\t/index.html\t200\t-\tMozilla/5.0%20(Windows%20NT%2010.0;%20Win64;%20x64)%20AppleWebKit/537.36%20(KHTML,%20like%20Gecko)%20Chrome/78.0.3904.108%20Safari/537.36\t-\t-\tHit\tSOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==\td111111abcdef8.cloudfront.net\thttps\t23\t0.001\t-\tTLSv1.2\tECDHE-RSA-AES128-GCM-SHA256\tHit\tHTTP/2.0\t-\t-\t11040\t0.001\tHit\ttext/html\t78\t-\t-',
      '2022-04-19\t12:29:36\tSEA19-C2\t10157\t81.2.69.143\tPOST\td111111abcdef8.cloudfront.net\t/getApplications\t000\thttps://test.com/global\tMozilla/5.0%20(Windows%20NT%2010.0;%20Win64;%20x64)%20AppleWebKit/537.36%20(KHTML,%20like%20Gecko)%20Chrome/100.0.4896.127%20Safari/537.36\tsource=global\t-\tMiss\thrsHM5OM6sTIXUleC1G20YtDxMf5Cq0Jbz0pwhVpod2kgEn_W6akCQ==\ttest.com\thttps\t1057\t0.238\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tMiss\tHTTP/2.0\t-\t-\t4203\t0.238\tMiss\tapplication/json;charset=UTF-8\t-\t-\t-',
    ],
    source: `${INTEGRATIONS}/aws/data_stream/cloudfront_logs/_dev/test/pipeline/test-cloudfront.log`,
  },
  iis: {
    lines: [
      '#Software: Microsoft Internet Information Services 10.0',
      '#Version: 1.0',
      '#Date: 2018-01-01 08:09:10',
      '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken',
      '2018-01-01 08:09:10 127.0.0.1 GET / q=100 80 - 81.2.69.143 Mozilla/5.0+(Windows+NT+6.1;+Win64;+x64;+rv:57.0)+Gecko/20100101+Firefox/57.0 - 200 0 0 123',
      '#Software: Microsoft Internet Information Services 10.0',
      '#Version: 1.0',
      '#Date: 2018-01-01 09:10:11',
      '#Fields: date time s-sitename cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken',
      '2018-01-01 09:10:11 W3SVC1 GET / - 80 - 127.0.0.1 Mozilla/5.0+(Windows+NT+6.1;+Win64;+x64;+rv:57.0)+Gecko/20100101+Firefox/57.0 - - example.com 200 0 0 123 456 789',
    ],
    source: `${BEATS}/filebeat/module/iis/access/test/test.log`,
  },
  w3c: {
    lines: [
      '#Version: 1.0',
      '#Date: 12-Jan-1996 00:00:00',
      '#Fields: time cs-method cs-uri',
      '00:34:23 GET /foo/bar.html',
    ],
    source: 'https://www.w3.org/TR/WD-logfile.html',
  },
  json: {
    lines: [
      '{                     "remote_addr": "127.0.0.1","remote_user": "-","timestamp": "1515144699.201",                     "request": "GET / HTTP/1.1","status": "200","request_time": "0.000",                     "body_bytes_sent": "396","http_referer": "-","http_user_agent": "python-requests/2.18.4",                     "http_x_forwarded_for": "-","upstream_response_time": "-"                         }',
    ],
    source: 'https://github.com/deep-compute/logagg/blob/master/logagg/formatters.py',
  },
}
