import { AliasTable } from './alias-table.ts'
import { type BytePool, bytePool } from './byte-pool.ts'
import { ByteWriter } from './byte-writer.ts'
import { Random } from './random.ts'
import { RequestClock } from './request-clock.ts'
import { TimeStamps } from './time-stamps.ts'

export interface CsvTrafficOptions {
  /** How many lines, the heading among them. */
  readonly lines: number
  /** Any safe integer. Default 1. */
  readonly seed?: number
  /** First moment, seconds since 1970 in UTC. */
  readonly start: number
  readonly days: number
  /** Share of lines that are no requests, 0 to 1. Default 0. */
  readonly damage?: number
}

const HEADING = 'IP,Time,URL,Staus\r\n'
const CHUNK_BYTES = 1 << 20
const LINE_ROOM = 1024

const HOSTS = ['10.128.2.1', '10.129.2.1', '10.130.2.1', '10.131.0.1', '10.131.2.1']
const CONTEST = 'name=Winter%20Programming%20Contest'

/** Weight, request and usual status; every tenth is a 304 where the usual one is 200. */
const REQUESTS: readonly (readonly [weight: number, request: string, status: number])[] = [
  [94, 'GET /login.php', 200],
  [94, 'GET /home.php', 200],
  [51, `GET /contestproblem.php?${CONTEST}`, 200],
  [48, 'GET /', 302],
  [32, `GET /countdown.php?${CONTEST}`, 200],
  [32, 'GET /css/normalize.css', 200],
  [31, 'GET /contest.php', 200],
  [31, 'GET /css/bootstrap.min.css', 200],
  [30, 'GET /css/style.css', 200],
  [29, 'GET /js/vendor/modernizr-2.8.3.min.js', 200],
  [28, 'POST /process.php', 302],
  [21, 'GET /fonts/fontawesome-webfont.woff2?v=4.6.3', 200],
  [17, 'GET /login.php?value=fail', 200],
  [16, 'GET /archive.php', 200],
  [9, 'POST /compiler.php', 200],
  [8, 'GET /sign.php', 200],
  [7, 'GET /logout.php', 302],
  [6, 'GET /img/logo.png', 206],
  [5, 'GET /details.php?id=44', 200],
  [4, 'POST /action.php', 302],
  [4, 'GET /robots.txt', 404],
  [1, 'GET /adminer.php', 500],
]

/** What shells and judges print between the requests. */
const NOISE = [
  "chmod:,cannot,'error.txt':,No",
  "rm:,cannot,'*.o':,No",
  "chmod:,cannot,'a.out':,No",
  'timeout:,the,command,dumped',
  'sh:,line,848,Aborted',
  'sh:,line,451,Segmentation',
  'a.out:,main.cpp:51:,main():,Assertion',
  '',
]

const COMMA = 0x2c
const CARRIAGE_RETURN = 0x0d
const LINE_FEED = 0x0a
/** What a time stamp has after its seconds, and these files do not: ` +0000]`. */
const ZONE_BYTES = 7

/**
 * A web log as comma-separated values with a heading and CRLF, in the shape of the public "Web Log Dataset": an address, the
 * time after an unclosed bracket and without zone, the request, the status. The same bytes for the same options everywhere.
 */
export class CsvTraffic {
  readonly #options: CsvTrafficOptions

  constructor(options: CsvTrafficOptions) {
    this.#options = options
  }

  /** Chunks of whole lines of about 1 MiB, which belong to the caller. */
  *chunks(): Generator<Uint8Array<ArrayBuffer>> {
    const { lines, seed = 1, start, days, damage = 0 } = this.#options
    if (lines === 0) return
    const random = new Random(seed, 4)
    const clock = new RequestClock(start, days, lines - 1)
    const stamps = new TimeStamps([0])
    const table = new AliasTable(REQUESTS.map(([weight]) => weight))
    const hosts = bytePool(HOSTS)
    const requests = bytePool(REQUESTS.map(([, request]) => `${request} HTTP/1.1,`))
    const noise = bytePool(NOISE)
    const out = new ByteWriter(CHUNK_BYTES)
    out.text(HEADING)
    for (let i = 1; i < lines; i++) {
      if (out.at > CHUNK_BYTES - LINE_ROOM) yield out.take()
      const second = clock.next(random.fraction())
      if (random.next() < damage * 4294967296) out.entry(noise, random.below(NOISE.length))
      else {
        out.entry(hosts, random.below(HOSTS.length))
        out.byte(COMMA)
        stamps.write(out, second, 0)
        out.at -= ZONE_BYTES
        out.byte(COMMA)
        writeRequest(out, requests, table.sample(random), random)
      }
      out.byte(CARRIAGE_RETURN)
      out.byte(LINE_FEED)
    }
    yield out.take()
  }
}

function writeRequest(out: ByteWriter, requests: BytePool, request: number, random: Random): void {
  out.entry(requests, request)
  const status = REQUESTS[request][2]
  out.number(status === 200 && random.below(10) === 0 ? 304 : status)
}
