import type { Random } from './random.ts'

/** Where the parts of an undamaged line begin. */
export interface LineParts {
  /** `[` of the time. */
  readonly time: number
  /** `"` of the request. */
  readonly request: number
  /** First byte after the request's closing quote and space. */
  readonly status: number
  readonly size: number
}

type Damage = (line: Uint8Array, parts: LineParts, random: Random) => Uint8Array

/** What happens to lines in real logs. No result contains a line feed; a parser may still make sense of some of them. */
const DAMAGES = {
  truncated: (line, _, random) => line.slice(0, 1 + random.below(line.length - 1)),
  /** The end of one line is lost and the next follows on it. */
  torn: (line, _, random) => joined(line.subarray(0, 1 + random.below(line.length - 1)), line),
  /** A TLS ClientHello sent to a plain port, as bytes in place of the request. */
  tlsRequest: (line, { request, status }, random) =>
    joined(line.subarray(0, request + 1), clientHello(random), line.subarray(status - 2)),
  /** The same, alone. */
  tlsLine: (_line, _parts, random) => clientHello(random),
  /** A block that was never written before the power failed. */
  nul: (line, _, random) => {
    const copy = line.slice()
    const at = random.below(line.length)
    return copy.fill(0, at, at + 1 + random.below(64))
  },
  invalidUtf8: (line, { request }, random) => {
    const bytes = random.pick([
      [0xff, 0xfe],
      [0xc3, 0x28],
      [0xe9],
      [0xed, 0xa0, 0x80],
      [0xf0, 0x9f, 0x92],
      [0xc0, 0xaf],
    ])
    const at = request + 6
    return joined(line.subarray(0, at), Uint8Array.from(bytes), line.subarray(at))
  },
  impossibleDate: (line, { time }, random) => {
    const copy = line.slice()
    const [at, text] = random.pick(IMPOSSIBLE_TIMES)
    new TextEncoder().encodeInto(text, copy.subarray(time + at))
    return copy
  },
  badStatus: (line, { status }, random) =>
    joined(
      line.subarray(0, status),
      ascii(random.pick(['2OO', '20', '2000', '-', '', '-20', '2 0'])),
      line.subarray(status + 3),
    ),
  missingField: (line, { time, request, status, size }, random) => {
    const [from, to] = random.pick([
      [0, line.indexOf(SPACE) + 1],
      [time, request],
      [request, status],
      [status, size],
      [size - 1, line.length],
    ])
    return joined(line.subarray(0, from), line.subarray(to))
  },
  /** The request's closing quote is lost. */
  openQuote: (line, { status }) => joined(line.subarray(0, status - 2), line.subarray(status - 1)),
  crlf: line => joined(line, Uint8Array.of(CARRIAGE_RETURN)),
  empty: () => new Uint8Array(0),
  /** An attack or a runaway client: a path of 100 kB to 2.5 MB. */
  long: (line, { request }, random) => {
    const filler = new Uint8Array(100_000 + random.below(2_400_000)).fill(0x41)
    return joined(line.subarray(0, request + 6), filler, line.subarray(request + 6))
  },
} satisfies Record<string, Damage>

export type DamageKind = keyof typeof DAMAGES

/** Every kind of damage; `long` is rare among them, the others are equally frequent. */
export const DAMAGE_KINDS = Object.keys(DAMAGES) as readonly DamageKind[]

/** One of this many damaged lines is a very long one. */
const LONG_ONE_IN = 400

const SPACE = 0x20
const CARRIAGE_RETURN = 0x0d
const LINE_FEED = 0x0a

/** What is written over `[17/May/2015:10:05:03 +0000]`, and where. */
const IMPOSSIBLE_TIMES: readonly (readonly [at: number, text: string])[] = [
  [1, '31/Feb'],
  [1, '00'],
  [1, '32'],
  [4, 'Foo'],
  [13, '24'],
  [13, '25'],
  [16, '60'],
  [19, '61'],
  [22, '+9960'],
  [22, '+ab00'],
  [22, '     '],
  [8, '----'],
]

export function drawDamage(random: Random): DamageKind {
  if (random.below(LONG_ONE_IN) === 0) return 'long'
  for (;;) {
    const kind = random.pick(DAMAGE_KINDS)
    if (kind !== 'long') return kind
  }
}

/** The damaged line, without its line feed. */
export const damaged = (kind: DamageKind, line: Uint8Array, parts: LineParts, random: Random): Uint8Array =>
  DAMAGES[kind](line, parts, random)

function clientHello(random: Random): Uint8Array {
  const bytes = new Uint8Array(43 + random.below(200))
  bytes.set([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03])
  for (let i = 11; i < bytes.length; i++) {
    const byte = random.below(256)
    bytes[i] = byte === LINE_FEED ? 0 : byte
  }
  return bytes
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

function joined(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
