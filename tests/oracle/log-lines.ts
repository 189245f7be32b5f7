import { createReadStream } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { createGunzip, createZstdDecompress } from 'node:zlib'

/** The bytes of a file; `.gz` and `.zst` are decompressed. */
export function readLog(file: string): Promise<Buffer> {
  const stream = createReadStream(file)
  if (file.endsWith('.gz')) return buffer(stream.pipe(createGunzip()))
  if (file.endsWith('.zst')) return buffer(stream.pipe(createZstdDecompress()))
  return buffer(stream)
}

/** The lines of a log as raw bytes, cut at LF; a CR before the end belongs to the terminator. */
export function linesOf(log: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let start = 0; start < log.length; ) {
    const newline = log.indexOf('\n', start)
    const end = newline < 0 ? log.length : newline
    lines.push(log.subarray(start, end > start && log[end - 1] === 0x0d ? end - 1 : end))
    start = end + 1
  }
  return lines
}

/** The text with every byte that is part of no valid UTF-8 sequence written as `\xhh`. */
export function printable(bytes: Buffer): string {
  const text = bytes.toString()
  if (!text.includes('\ufffd')) return text
  let result = ''
  for (let i = 0; i < bytes.length; ) {
    const sequence = bytes.subarray(i, i + announcedLength(bytes[i]))
    const character = decode(sequence)
    result += character ?? `\\x${bytes.toString('hex', i, i + 1)}`
    i += character === undefined ? 1 : sequence.length
  }
  return result
}

/** Bytes of the sequence that a first byte announces. */
const announcedLength = (lead: number): number => (lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4)

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(sequence: Uint8Array): string | undefined {
  try {
    return strict.decode(sequence)
  } catch {
    return undefined
  }
}
