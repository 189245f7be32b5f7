import type { ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { regexCache } from './regexp-cache.ts'
import { signature } from './signature.ts'
import { valueError } from './spark-error.ts'
import { parseUri, type Uri } from './uri.ts'

function part(uri: Uri, name: string): string | null {
  switch (name) {
    case 'HOST':
      return uri.host
    case 'PATH':
      return uri.path
    case 'QUERY':
      return uri.query
    case 'REF':
      return uri.fragment
    case 'PROTOCOL':
      return uri.scheme
    case 'FILE':
      return uri.query === null ? uri.path : `${uri.path}?${uri.query}`
    case 'AUTHORITY':
      return uri.authority
    case 'USERINFO':
      return uri.userInfo
    default:
      return null
  }
}

function parseUrl(fails: boolean): ScalarFunction {
  return hosted({
    resolve: (args, name) => ({
      ...signature(['string', 'string', 'string'], 'string', { required: 2 })(args, name),
      nullable: true,
    }),
    raises: fails,
    evaluator: () => {
      const compiled = regexCache('parse_url')
      return (url: string, name: string, key?: string) => {
        const uri = parseUri(url)
        if (uri === null) {
          if (!fails) return null
          throw valueError(
            'INVALID_URL',
            `The url is invalid: ${url}. Use \`try_parse_url\` to tolerate invalid URL and return NULL instead.`,
          )
        }
        if (key === undefined) return part(uri, name)
        // As in Spark the key is part of a pattern.
        const found = name === 'QUERY' && uri.query !== null ? compiled(`(&|^)${key}=([^&]*)`).find(uri.query) : null
        return found?.groups[2] ?? null
      }
    },
  })
}

const encode = (s: string): string =>
  encodeURIComponent(s)
    .replace(/[!'()~]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')

/** As java.net.URLDecoder; null for what it refuses. Bytes that are no UTF-8 become U+FFFD. */
function decode(s: string): string | null {
  if (!/^(?:[^%]|%[0-9a-fA-F]{2})*$/s.test(s)) return null
  return s
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-fA-F]{2})+/g, run => Buffer.from(run.replaceAll('%', ''), 'hex').toString())
}

export const url = {
  parseUrl: parseUrl(true),
  tryParseUrl: parseUrl(false),
  urlEncode: hosted({ resolve: signature(['string'], 'string'), evaluator: () => encode }),
  urlDecode: hosted({
    resolve: signature(['string'], 'string'),
    raises: true,
    evaluator: () => (s: string) => {
      const decoded = decode(s)
      if (decoded !== null) return decoded
      throw valueError(
        'CANNOT_DECODE_URL',
        `The provided URL cannot be decoded: ${s}. Please ensure that the URL is properly formatted and try again.`,
      )
    },
  }),
  tryUrlDecode: hosted({
    resolve: (args, name) => ({ ...signature(['string'], 'string')(args, name), nullable: true }),
    evaluator: () => decode,
  }),
} satisfies Record<string, ScalarFunction>
