import fc from 'fast-check'

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

const client = fc.constantFrom(
  '-',
  '127.0.0.1',
  '::1',
  'in24.inetnebr.com',
  'a"b',
  utf8('hôte'),
  '\xff',
  '\0',
  '\\',
  '',
)
const time = fc.oneof(
  { weight: 4, arbitrary: fc.constant('[01/Aug/1995:00:00:01 -0400]') },
  fc.constantFrom(
    '[29/Feb/2024:23:59:59 +0000]',
    '[29/Feb/2023:12:00:00 +0000]',
    '[29/Feb/1900:12:00:00 +0000]',
    '[31/Dec/1969:23:59:59 +1800]',
    '[01/Jan/0001:00:00:00 -1800]',
    '[01/Jan/0000:00:00:00 +0000]',
    '[31/Dec/9999:23:59:59 -1759]',
    '[01/aug/1995:00:00:01 -0400]',
    '[01/Aug/1995:24:00:00 -0400]',
    '[01/Aug/1995:00:60:00 -0400]',
    '[01/Aug/1995:00:00:60 -0400]',
    '[00/Aug/1995:00:00:00 -0400]',
    '[01/Aug/1995:00:00:00 +1801]',
    '[01/Aug/1995:00:00:00 +0060]',
    '[01/Aug/1995:00:00:00 -0000]',
    '[-]',
  ),
  fc
    .tuple(fc.nat(32), fc.constantFrom('Feb', 'Apr', 'Dec'), fc.nat(9999), fc.nat(25), fc.nat(61), fc.nat(1900))
    .map(([d, m, y, h, s, z]) => {
      const pad = (n: number, width = 2) => String(n).padStart(width, '0')
      return `[${pad(d)}/${m}/${pad(y, 4)}:${pad(h)}:${pad(s)}:${pad(s)} +${pad(z, 4)}]`
    }),
)
const piece = fc.constantFrom(
  'GET',
  'POST',
  'get',
  ' ',
  '/',
  '/index.html',
  '?',
  'a=b',
  'HTTP/1.0',
  ' HTTP/1.1',
  'HTTP/',
  '"',
  '\\"',
  '\\',
  '" 200 1',
  '" 404 - "',
  '" "',
  '-',
  'x',
  '\x16\x03\x01\0',
  '\xff\xfe',
  utf8('é€😀'),
  '\xe2\x82',
  '\r',
)
const quoted = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('GET / HTTP/1.0', 'GET /a?b=c HTTP/1.1', 'GET /a b', '-', '') },
  fc.array(piece, { maxLength: 8 }).map(pieces => pieces.join('')),
)
const status = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('200', '404', '000') },
  fc.constantFrom('20', '2000', '-', 'abc'),
)
const size = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('-', '0', '1839', '9007199254740993', '9223372036854775807') },
  fc.constantFrom('9223372036854775808', '00000000000000000000000012', '99999999999999999999', '', '1-', '--', '+1'),
)
const ending = fc.oneof(
  { weight: 2, arbitrary: fc.constant('') },
  { weight: 2, arbitrary: fc.tuple(quoted, quoted).map(([referrer, agent]) => ` "${referrer}" "${agent}"`) },
  fc.constantFrom(' ', ' "-"', ' "-" "-" ', ' "-" "-" "-"', ' x', ' "-"  "-"', ' "a" "b\\"'),
)

/** Lines of the NCSA forms built from ordinary and from awkward fields. */
const built = fc
  .tuple(client, client, client, time, quoted, status, size, ending)
  .map(([host, ident, user, at, request, code, bytes, rest]) =>
    latin1(`${host} ${ident} ${user} ${at} "${request}" ${code} ${bytes}${rest}`),
  )

const byte = fc.oneof(fc.constantFrom(...latin1(' "\\-[]/:0129GH?\r\0\xff')), fc.integer({ min: 0, max: 255 }))

/** One edit: bytes from `at` (a share of the line) replaced, inserted or removed, or the line cut there. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof({ weight: 5, arbitrary: fc.nat(3) }, fc.constant(1 << 20)),
  insert: fc.array(byte, { maxLength: 3 }),
})

/** Lines, some of them damaged, without line feeds. */
export const damaged = (lines: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc.tuple(lines, fc.oneof(fc.constant([]), fc.array(edit, { minLength: 1, maxLength: 3 }))).map(([line, edits]) => {
    let bytes = [...line]
    for (const { at, remove, insert } of edits)
      bytes = bytes.toSpliced(Math.floor(at * bytes.length), remove, ...insert)
    return Uint8Array.from(bytes.filter(b => b !== 0x0a))
  })

/** Built lines of the NCSA forms, some of them damaged. */
export const arbitraryLine: fc.Arbitrary<Uint8Array> = damaged(built)

/** A stream cut into chunks at arbitrary places, empty ones included. */
export const arbitraryCuts = (bytes: Uint8Array, shares: readonly number[]): Uint8Array[] => {
  const cuts = [0, ...shares.map(share => Math.floor(share * bytes.length)), bytes.length].sort((a, b) => a - b)
  return cuts.slice(1).map((cut, i) => bytes.slice(cuts[i], cut))
}
