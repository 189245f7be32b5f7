import { type BytePool, bytePool } from './byte-pool.ts'
import type { LogNormal } from './log-normal.ts'
import { KIND_NAMES, type KindName, kindTable, type PathKind } from './path-kinds.ts'
import type { Random } from './random.ts'
import { WORDS } from './words.ts'

/** The paths of the site: parallel arrays, by popularity. */
export interface Paths {
  readonly names: BytePool
  /** Number of each path's kind. */
  readonly kinds: Uint8Array
  /** Size of the response in bytes, or its median where the kind is dynamic. */
  readonly sizes: Float64Array
}

/** What every site has, the most popular first. */
const KNOWN: readonly (readonly [KindName, string])[] = [
  ['page', '/'],
  ['asset', '/css/style.css'],
  ['asset', '/js/site.js'],
  ['asset', '/images/logo.png'],
  ['asset', '/favicon.ico'],
  ['asset', '/robots.txt'],
  ['page', '/blog/'],
  ['search', '/search'],
  ['account', '/login'],
  ['missing', '/wp-login.php'],
  ['api', '/api/v1/session'],
  ['page', '/index.html'],
  ['missing', '/apple-touch-icon.png'],
  ['missing', '/.env'],
  ['download', '/downloads/millrace.iso'],
]

/** `count` different paths; a path's kind decides how it looks. */
export function makePaths(count: number, random: Random, kinds: readonly PathKind[], spread: LogNormal): Paths {
  const table = kindTable()
  const names = new Map<string, number>()
  for (const [kind, name] of KNOWN.slice(0, count)) names.set(name, KIND_NAMES.indexOf(kind))
  while (names.size < count) {
    const kind = table.sample(random)
    const name = pathName(KIND_NAMES[kind], random)
    names.set(names.has(name) ? `${name}/${names.size}` : name, kind)
  }
  const sizes = Array.from(names.values(), kind => 1 + spread.sample(random, kinds[kind].median))
  return { names: bytePool([...names.keys()]), kinds: Uint8Array.from(names.values()), sizes: Float64Array.from(sizes) }
}

function pathName(kind: KindName, random: Random): string {
  const word = () => random.pick(WORDS)
  const number = (n: number) => random.below(n)
  switch (kind) {
    case 'page':
      switch (number(6)) {
        case 0:
          return `/${word()}/${word()}.html`
        case 1:
          return `/blog/${2008 + number(16)}/${String(1 + number(12)).padStart(2, '0')}/${word()}-${word()}-${word()}`
        case 2:
          return `/~${word()}/${word()}/`
        case 3:
          // Percent-encoded UTF-8, as browsers send it.
          return `/${random.pick(['caf%C3%A9', 'm%C3%BCnchen', '%E6%97%A5%E6%9C%AC', 's%C3%A3o-paulo'])}/${word()}`
        default:
          return `/${word()}/${word()}/${word()}.html`
      }
    case 'asset':
      return `/${random.pick(['images', 'static', 'assets', 'css', 'js', 'fonts'])}/${word()}-${number(1000)}.${random.pick(['png', 'jpg', 'gif', 'css', 'js', 'svg', 'woff2', 'ico'])}`
    case 'api':
      return `/api/v${1 + number(3)}/${word()}s/${number(2) === 0 ? number(5000) : word()}`
    case 'search':
      return `/${word()}/search`
    case 'download':
      return `/downloads/${word()}-${1 + number(9)}.${number(20)}.${number(10)}.${random.pick(['tar.gz', 'zip', 'iso', 'pdf', 'mp4', 'exe'])}`
    case 'account':
      return `/account/${word()}/${random.pick(['login', 'password', 'settings', 'logout', 'orders'])}`
    case 'missing':
      return number(3) === 0
        ? random.pick(['/phpmyadmin/', '/wp-admin/', '/cgi-bin/', '/admin/', '/old/']) + `${word()}.php`
        : `/${word()}/${word()}/missing-${number(500)}.html`
  }
}
