import { isNull } from '@millrace/columns'
import { createFormatParser } from './create-format-parser.ts'
import type { FormatSpec } from './line-parser.ts'
import { LineSplitter } from './line-splitter.ts'
import { PRESETS, type PresetName } from './presets/presets.ts'

/** What the first lines of an input are. */
export interface DetectedFormat {
  readonly format: FormatSpec
  readonly preset: PresetName
  /** For people. */
  readonly title: string
  /** Lines looked at, without comments, and how many of them the format reads. */
  readonly lines: number
  readonly understood: number
}

/** Formats that say more of the same lines come first: a combined line is one of nginx's main too, with a longer user agent. */
const CANDIDATES: readonly PresetName[] = [
  'nginx_ingress',
  'nginx_times',
  'nginx_main',
  'traefik',
  'vhost_combined',
  'vhost_common',
  'weblog',
  'aws_alb',
  'aws_elb',
  'aws_s3',
  'squid',
  'aws_cloudfront',
  'iis',
  'w3c',
  'caddy',
  'traefik_json',
  'json',
]

/** An earlier candidate wins with so large a share of what the best one reads. */
const ENOUGH = 0.95

/**
 * Finds the preset that reads most of the first lines of a text, null where none reads any.
 *
 * @param lines Most lines to look at. Default 1,000.
 */
export function detectFormat(head: Uint8Array, lines = 1000): DetectedFormat | null {
  const header = firstHeader(head)
  const counted = CANDIDATES.filter(preset => fitsHeader(preset, head, header)).map(preset => {
    const format = header === null || PRESETS[preset].layout.kind !== 'w3c' ? { preset } : { preset, header }
    return { preset, format, title: PRESETS[preset].title, ...readLines(format, head, lines) }
  })
  const most = Math.max(...counted.map(({ understood }) => understood))
  return most === 0 ? null : (counted.find(({ understood }) => understood >= most * ENOUGH) ?? null)
}

/** The first `#Fields:`, in a text that begins with a comment. */
function firstHeader(head: Uint8Array): string | null {
  if (head[0] !== 0x23) return null
  return /^#Fields:[ \t]*(.*?)\s*$/im.exec(new TextDecoder('latin1').decode(head))?.[1] ?? null
}

/** W3C's format is known by its header: Amazon's by a field, Microsoft's by the software that it names. */
function fitsHeader(preset: PresetName, head: Uint8Array, header: string | null): boolean {
  if (PRESETS[preset].layout.kind !== 'w3c') return header === null
  if (preset === 'aws_cloudfront') return header === null || header.includes('x-edge-location')
  if (preset === 'iis')
    return header === null || /^#Software: *Microsoft/im.test(new TextDecoder('latin1').decode(head))
  return header !== null
}

/** Lines that tell a status or a path, among all that are no comments. */
function readLines(format: FormatSpec, head: Uint8Array, most: number): { lines: number; understood: number } {
  const parser = createFormatParser(format, { status: 'values', path: 'validity' })
  const splitter = new LineSplitter({ maxBlockLines: most })
  let left = most
  let lines = 0
  let understood = 0
  const take = (block: Parameters<typeof parser.parse>[0]): void => {
    if (left === 0) return
    const { length, columns, malformed } = parser.parse({ ...block, count: Math.min(left, block.count) })
    left -= Math.min(left, block.count)
    lines += length + malformed.count
    for (let row = 0; row < length; row++)
      if (!isNull(columns['status'], row) || !isNull(columns['path'], row)) understood++
  }
  splitter.push(head, take)
  splitter.end(take)
  return { lines, understood }
}
