import type { Random } from './random.ts'

/** Requests that are legal in a log and still surprise simple parsers, made from an ordinary path. */
const REQUESTS: readonly ((path: string) => string)[] = [
  path => `GET ${path}`,
  path => `GET ${path} copy of it.html HTTP/1.0`,
  () => '-',
  () => '',
  () => 'GET',
  path => `get ${path} HTTP/1.1`,
  path => `GET ${path}?q=\\"quoted\\" HTTP/1.1`,
  path => `GET ${path}"unescaped HTTP/1.0`,
  path => `GET ${path}/café/日本 HTTP/1.1`,
  path => `GET ${path}?a=1?b=2 HTTP/1.1`,
  path => `GET ${path}? HTTP/1.1`,
  path => `GET  ${path} HTTP/1.1`,
  path => `GET http://www.example.com${path} HTTP/1.1`,
  path => `GET ${path} HTTP/2.0`,
  () => 'OPTIONS * HTTP/1.0',
  () => 'CONNECT mail.example.com:443 HTTP/1.1',
  () => 'PRI * HTTP/2.0',
  () => '\\x16\\x03\\x01\\x02\\x00\\x01',
  path => `GET ${path}\\x00 HTTP/1.1`,
  path => `GET ${path}/C:\\\\autoexec.bat HTTP/1.0`,
]

const REFERRERS = [
  '',
  'http://www.example.com/a "b" c',
  'http://example.com/\\"q\\"',
  'https://bücher.example/ä',
  'about:blank',
]

const AGENTS = [
  '',
  'Mozilla/4.0 (compatible; \\"quoted\\"; MSIE 6.0)',
  'Mozilla/5.0 (Ünïcode; Привет) 日本/1.0',
  '() { :;}; /bin/bash -c \\"id\\"',
  'a "b" c',
]

const USERS = ['-', 'jürgen', 'DOMAIN\\\\user', "o'brien@example.com", '""']

/** An odd line's parts; undefined where the part stays as usual. */
export interface Oddity {
  readonly request?: string
  readonly referrer?: string
  readonly agent?: string
  readonly user?: string
}

/** Mostly an odd request; sometimes an odd user or, which only the combined form shows, an odd referrer or user agent. */
export function oddityOf(random: Random, path: string): Oddity {
  switch (random.below(8)) {
    case 0:
      return { referrer: random.pick(REFERRERS) }
    case 1:
      return { agent: random.pick(AGENTS) }
    case 2:
      return { user: random.pick(USERS) }
    default:
      return { request: random.pick(REQUESTS)(path) }
  }
}
