/** A slow, obvious parser of the NCSA formats, written apart from the real one, for tests to compare with. */

/** One parsed row, or `null` values for a malformed line. Times are in microseconds. */
export type ReferenceRow = {
  readonly host: string | null
  readonly ident: string | null
  readonly user: string | null
  readonly time: bigint
  readonly utcOffset: number
  readonly method: string | null
  readonly path: string | null
  readonly query: string | null
  readonly protocol: string | null
  readonly status: number
  readonly bytes: bigint | null
  readonly referrer: string | null
  readonly userAgent: string | null
}

const HEAD =
  /^([^ ]+) ([^ ]+) ([^ ]+) \[(\d\d)\/(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)\] "/
const COMMON_REST = /^ (\d{3}) (-|\d+)$/
const COMBINED_REST = /^ (\d{3}) (-|\d+) "/
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** The lines of a stream, by definition. */
export function referenceLines(bytes: Uint8Array): Uint8Array[] {
  const lines = Buffer.from(bytes).toString('latin1').split('\n')
  if (lines[lines.length - 1] === '') lines.pop()
  return lines.map(line => Buffer.from(line.endsWith('\r') ? line.slice(0, -1) : line, 'latin1'))
}

/** The row of one line, or null when it is malformed. */
export function referenceParse(bytes: Uint8Array, preset = 'weblog'): ReferenceRow | null {
  const line = Buffer.from(bytes).toString('latin1')
  const head = HEAD.exec(line)
  if (head === null) return null
  const time = parseTime(head)
  if (time === null) return null
  const rest = line.slice(head[0].length)
  for (const end of quotes(rest)) {
    const tail = parseTail(rest.slice(end + 1))
    if (tail === null) continue
    if (preset === (tail.combined ? 'common' : 'combined')) return null
    return {
      host: field(head[1]),
      ident: field(head[2]),
      user: field(head[3]),
      ...time,
      ...parseRequest(rest.slice(0, end)),
      ...tail.row,
    }
  }
  return null
}

/** Positions of the quotes before which stands an even number of backslashes. */
function quotes(text: string): number[] {
  const found: number[] = []
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '"') continue
    const backslashes = /\\*$/.exec(text.slice(0, i))?.[0] ?? ''
    if (backslashes.length % 2 === 0) found.push(i)
  }
  return found
}

function parseTail(text: string) {
  const short = COMMON_REST.exec(text)
  if (short !== null) {
    if (!fits(short[2])) return null
    return { combined: false, row: { ...response(short), referrer: null, userAgent: null } }
  }
  const long = COMBINED_REST.exec(text)
  if (long === null || !fits(long[2])) return null
  const referrer = text.slice(long[0].length)
  for (const end of quotes(referrer)) {
    const after = referrer.slice(end + 1)
    if (!after.startsWith(' "')) continue
    const agent = after.slice(2)
    if (!quotes(agent).includes(agent.length - 1)) continue
    const row = { ...response(long), referrer: field(referrer.slice(0, end)), userAgent: field(agent.slice(0, -1)) }
    return { combined: true, row }
  }
  return null
}

const fits = (size: string): boolean => size === '-' || BigInt(size) < 2n ** 63n

const response = (match: RegExpExecArray) => ({
  status: Number(match[1]),
  bytes: match[2] === '-' ? null : BigInt(match[2]),
})

/** A request line as columns. */
export function parseRequest(request: string) {
  const odd = { method: null, path: field(request), query: null, protocol: null }
  const match = /^([A-Z]+) (.*)$/s.exec(request)
  if (match === null) return odd
  const tokens = request.split(' ')
  const last = tokens[tokens.length - 1]
  const protocol = last.startsWith('HTTP/') ? last : null
  const target = protocol === null ? match[2] : match[2].slice(0, -(protocol.length + 1))
  if (target === '' || match[2] === protocol) return odd
  const mark = target.indexOf('?')
  return {
    method: match[1],
    path: text(mark < 0 ? target : target.slice(0, mark)),
    query: mark < 0 ? null : text(target.slice(mark + 1)),
    protocol: protocol === null ? null : text(protocol),
  }
}

/** The time in brackets, or null. */
export function referenceTime(latin1: string): { readonly time: bigint; readonly utcOffset: number } | null {
  const head = HEAD.exec(`- - - ${latin1} "`)
  return head === null ? null : parseTime(head)
}

function parseTime(head: RegExpExecArray) {
  const [, , , , day, monthName, year, hour, minute, second, sign, offsetHour, offsetMinute] = head
  const month = MONTHS.indexOf(monthName) / 3
  const date = new Date(0)
  date.setUTCFullYear(Number(year), month, Number(day))
  const real = date.getUTCMonth() === month && date.getUTCDate() === Number(day) && Number(year) > 0
  const total = Number(offsetHour) * 60 + Number(offsetMinute)
  if (!real || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  if (Number(offsetMinute) > 59 || total > 18 * 60) return null
  date.setUTCHours(Number(hour), Number(minute), Number(second))
  const utcOffset = sign === '-' ? 0 - total : total
  return { time: (BigInt(date.getTime()) - BigInt(utcOffset) * 60_000n) * 1000n, utcOffset }
}

/** A field as text; a dash is null. */
export const field = (latin1: string): string | null => (latin1 === '-' ? null : text(latin1))

/** UTF-8 with every other byte as \xhh: at each place the shortest run of bytes that a strict decoder takes. */
function text(latin1: string): string {
  if (!/[\x80-\xff]/.test(latin1)) return latin1
  const bytes = Buffer.from(latin1, 'latin1')
  let result = ''
  for (let i = 0; i < bytes.length; ) {
    const length = [1, 2, 3, 4].find(n => i + n <= bytes.length && isUtf8(bytes.subarray(i, i + n))) ?? 0
    result += length === 0 ? `\\x${bytes[i].toString(16)}` : bytes.toString('utf8', i, i + length)
    i += Math.max(1, length)
  }
  return result
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
