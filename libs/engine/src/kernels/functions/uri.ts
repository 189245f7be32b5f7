/** The raw parts of a URI as java.net.URI takes it apart (RFC 2396 with Java's deviations). */
export interface Uri {
  readonly scheme: string | null
  readonly authority: string | null
  readonly userInfo: string | null
  readonly host: string | null
  /** Null when the URI is opaque, as `mailto:a@b` is. */
  readonly path: string | null
  readonly query: string | null
  readonly fragment: string | null
}

/** Characters that may stand in a part besides letters and digits: unreserved, escaped and other than ASCII. */
const ALLOWED =
  "a-zA-Z0-9_.!~*'()\\-\\u00a1-\\u167f\\u1681-\\u1fff\\u200b-\\u2027\\u202a-\\u202e\\u2030-\\u205e\\u2060-\\u2fff\\u3001-\\uffff"
const inside = (more: string): RegExp => new RegExp(`^(?:[${ALLOWED}${more}]|%[0-9a-fA-F]{2})*$`)
const PATH = inside(':@&=+$,;/')
const ANY = inside(';/?:@&=+$,\\[\\]')
const REGISTRY = inside('$,;:@&=+\\[\\]')
const USER = inside(';:&=+$,')

const HOST_NAME = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)*[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.?$/
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|$)){4}$/

/** The parts, or null when Java refuses the text. */
export function parseUri(text: string): Uri | null {
  if (text.startsWith(':')) return null
  const match = /^(?:([^:/?#]+):)?([^#]*)(?:#(.*))?$/s.exec(text)
  if (match === null) return null
  const [, scheme = null, rest, fragment = null] = match
  if (scheme !== null && !/^[a-zA-Z][a-zA-Z0-9+.-]*$/.test(scheme)) return null
  if (fragment !== null && !ANY.test(fragment)) return null
  if (scheme !== null && !rest.startsWith('/')) {
    const opaque = { authority: null, userInfo: null, host: null, path: null, query: null }
    return rest !== '' && ANY.test(rest) ? { scheme, ...opaque, fragment } : null
  }
  const parts = /^(?:\/\/([^/?]*))?([^?]*)(?:\?(.*))?$/s.exec(rest)!
  const [, authority = '', path, query = null] = parts
  if (!PATH.test(path) || (query !== null && !ANY.test(query))) return null
  if (authority === '') {
    if (parts[1] === '' && path === '') return null
    return { scheme, authority: null, userInfo: null, host: null, path, query, fragment }
  }
  const server = parseServer(authority)
  if (server === null && !REGISTRY.test(authority)) return null
  return { scheme, authority, ...(server ?? { userInfo: null, host: null }), path, query, fragment }
}

/** `[user@]host[:port]`; null when the authority has another form, which is allowed, but has no host. */
function parseServer(authority: string): Pick<Uri, 'userInfo' | 'host'> | null {
  const match = /^(?:([^@]*)@)?(\[[0-9a-fA-F:.%a-z]+\]|[^:[\]]*)(?::(\d*))?$/.exec(authority)
  if (match === null) return null
  const [, userInfo = null, host] = match
  if (userInfo !== null && !USER.test(userInfo)) return null
  if (!host.startsWith('[') && !HOST_NAME.test(host) && !IPV4.test(host)) return null
  return { userInfo, host }
}
